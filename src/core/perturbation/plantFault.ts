import { mulberry32 } from '../evaluation/random';
import { readHunk } from '../patch/readHunk';
import { fileRole } from '../patch/fileRole';
import { pathOf, type FilePatch, type Hunk, type HunkLine, type Patch } from '../patch/patch';
import { rewriteHunks } from './rewriteHunks';

/**
 * What to look for in a line, and what to put in its place, as mutation testing does (DeMillo, Lipton & Sayward 1978; PIT): the result still
 * looks like code, and nearly always behaves differently.
 */
type Operator = readonly [from: RegExp, to: string | ((match: string) => string)];

const inAnyLanguage: readonly Operator[] = [
  [/(?<![=!])==(?!=)/, '!='],
  [/!=(?!=)/, '=='],
  [/===/, '!=='],
  [/(?<=\s)<=(?=\s)/, '<'],
  [/(?<=\s)>=(?=\s)/, '>'],
  [/(?<=\s)<(?=\s)/, '>='],
  [/(?<=\s)>(?=\s)/, '<='],
  [/\b[Tt]rue\b/, match => (match === 'True' ? 'False' : 'false')],
  [/\b[Ff]alse\b/, match => (match === 'False' ? 'True' : 'true')],
  [/(?<=[\w)] )\+(?= [\w(])/, '-'],
  [/(?<=[\w)] )-(?= [\w(])/, '+'],
  [/(?<![\w.'"-])\d+(?![\w.'"])/, match => String(Number(match) + 1)],
];
const inPython: readonly Operator[] = [
  [/\band\b/, 'or'],
  [/\bor\b/, 'and'],
  [/\bis not\b/, 'is'],
  [/\bif not /, 'if '],
  [/\bif (?=\w)(?!not )/, 'if not '],
];
const elsewhere: readonly Operator[] = [
  [/&&/, '||'],
  [/\|\|/, '&&'],
  [/\bif \((?=\w)/, 'if (!'],
];

interface Spot {
  readonly hunk: Hunk;
  readonly line: HunkLine;
  readonly operator: Operator;
}

/**
 * The patch with one fault in a line that it adds to a source file, drawn by lot; the same patch has the same fault each time. Null where
 * no line can take one.
 */
export function plantFault(patch: Patch): Patch | null {
  const spots = patch.files
    .filter(file => fileRole(pathOf(file)) === 'source')
    .flatMap(file => file.hunks.flatMap(hunk => spotsOf(file, hunk)));
  const letters = spots.reduce((sum, { line }) => sum + line.text.length, 0);
  const spot = spots[Math.floor(mulberry32(letters)() * spots.length)];
  if (spot === undefined) return null;
  const [from, to] = spot.operator;
  const text = spot.line.text.replace(from, match => (typeof to === 'string' ? to : to(match)));
  return rewriteHunks(patch, hunk =>
    hunk === spot.hunk ? hunk.lines.map(line => (line === spot.line ? { ...line, text } : line)) : hunk.lines,
  );
}

function spotsOf(file: FilePatch, hunk: Hunk): readonly Spot[] {
  const path = pathOf(file);
  const operators = [...inAnyLanguage, ...(/\.pyi?$/.test(path) ? inPython : elsewhere)];
  return readHunk(path, hunk)
    .filter(
      ({ kind, code, documentation, goesOn }) => kind === 'added' && code !== '' && !documentation && !goesOn,
    )
    .flatMap(({ line }) =>
      operators
        .filter(([from]) => isInCode(line.text, from.exec(line.text)))
        .map(operator => ({ hunk, line, operator })),
    );
}

/** Whether there is a match, and it lies neither in a string nor behind the start of a comment, by counting quotes before it. */
function isInCode(text: string, match: RegExpExecArray | null): boolean {
  if (match === null) return false;
  const before = text.slice(0, match.index);
  return !/#|\/\//.test(before) && ['"', "'", '`'].every(quote => before.split(quote).length % 2 === 1);
}
