import { formatPatch as formatHeader } from 'diff';
import type { FilePatch } from './patch';
import { NO_FILE } from './patchPaths';
import { formatHunk, toStructured } from './structuredPatch';

/** Changes as git prints them; `parsePatch` reads them back as they were. Without files the text is empty. */
export function formatPatch(files: readonly FilePatch[]): string {
  return files.map(formatFile).join('');
}

function formatFile(file: FilePatch): string {
  const lines = [...headerLines(file)];
  if (file.binary)
    lines.push(`Binary files ${nameOf(file.oldPath, 'a/')} and ${nameOf(file.newPath, 'b/')} differ`);
  for (const hunk of file.hunks) lines.push(...formatHunk(hunk));
  return `${lines.join('\n')}\n`;
}

/** The lines before the first hunk. The `diff` package writes them, for the sake of its quoting. */
function headerLines(file: FilePatch): string[] {
  const { oldPath, newPath, status } = file;
  const text = formatHeader({
    ...toStructured(file),
    isGit: true,
    oldFileName: nameOf(oldPath, 'a/'),
    newFileName: nameOf(newPath, 'b/'),
    isCreate: status === 'added',
    isDelete: status === 'deleted',
    isRename: status === 'renamed',
    isCopy: status === 'copied',
    ...(file.oldMode === null ? {} : { oldMode: file.oldMode }),
    ...(file.newMode === null ? {} : { newMode: file.newMode }),
  });
  const end = text.indexOf('\n@@ ');
  return (end === -1 ? text.trimEnd() : text.slice(0, end)).split('\n');
}

function nameOf(path: string | null, prefix: string): string {
  return path === null ? NO_FILE : prefix + path;
}
