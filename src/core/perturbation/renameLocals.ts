import { pathOf, type FilePatch } from '../patch/patch';
import { languageOf } from '../syntax/languages';
import type { PatchWithBase } from './patchWithBase';
import { rewriteHunks } from './rewriteHunks';

/** How a language introduces a local name: group 1 is the name. */
const introduction: Readonly<Partial<Record<string, RegExp>>> = {
  python: /^\s+([a-z_]\w+) = /,
  javascript: /\b(?:const|let|var) ([A-Za-z_$][\w$]+) = /,
  typescript: /\b(?:const|let|var) ([A-Za-z_$][\w$]+)(?:: [\w<>[\]| ]+)? = /,
  tsx: /\b(?:const|let|var) ([A-Za-z_$][\w$]+)(?:: [\w<>[\]| ]+)? = /,
  java: /^\s+(?:final )?[A-Za-z][\w<>[\], ]* ([a-z]\w+) = /,
  go: /^\s+([a-z]\w+) := /,
  rust: /\blet (?:mut )?([a-z_]\w+)(?:: [^=]+)? = /,
};

/**
 * The patch with other names for the variables that it introduces and that nothing else knows: read in lines it adds to
 * the same file, and found nowhere in the file before. Null when there is none that can be renamed with certainty.
 */
export function renameLocals({ patch, baseFiles }: PatchWithBase): PatchWithBase | null {
  const changed = rewriteHunks(patch, (hunk, file) => {
    const names = renamable(file, baseFiles);
    if (names.length === 0) return hunk.lines;
    const pattern = new RegExp(`(?<![\\w$])(?:${names.map(escape).join('|')})(?![\\w$])`, 'g');
    return hunk.lines.map(line =>
      line.kind === 'added' ? { ...line, text: line.text.replace(pattern, renamedTo) } : line,
    );
  });
  return changed && { patch: changed, baseFiles };
}

function renamable(file: FilePatch, baseFiles: Readonly<Record<string, string>>): string[] {
  const pattern = introduction[languageOf(pathOf(file)) ?? ''];
  const base = file.oldPath === null ? '' : baseFiles[file.oldPath];
  if (!pattern || base === undefined) return [];
  const added = file.hunks.flatMap(hunk => hunk.lines).filter(line => line.kind === 'added');
  const text = added.map(line => line.text).join('\n');
  const names = new Set(added.flatMap(line => pattern.exec(line.text)?.[1] ?? []));
  return [...names].filter(
    name =>
      uses(name, text) >= 2 &&
      uses(name, base) === 0 &&
      uses(renamedTo(name), text + base) === 0 &&
      isOnlyAVariable(name, text),
  );
}

/** Not also an attribute, a named argument, a key or part of a string. */
function isOnlyAVariable(name: string, text: string): boolean {
  const word = escape(name);
  return !new RegExp(
    `\\.\\s*${word}(?![\\w$])|(?<![\\w$])${word}(?:=[^=>]|\\s*:(?!=))|['"\`][^'"\`\\n]*(?<![\\w$])${word}(?![\\w$])`,
  ).test(text);
}

function uses(name: string, text: string): number {
  return [...text.matchAll(new RegExp(`(?<![\\w$])${escape(name)}(?![\\w$])`, 'g'))].length;
}

function renamedTo(name: string): string {
  return name.includes('_') || name === name.toLowerCase() ? `${name}_value` : `${name}Value`;
}

function escape(name: string): string {
  return name.replace(/\$/g, '\\$&');
}
