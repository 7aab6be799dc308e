import type { RandomSource } from '../../src/core/evaluation/random';
import { formatPatch } from '../../src/core/patch/formatPatch';
import type { FilePatch, Hunk, Patch } from '../../src/core/patch/patch';

/**
 * One fault in one added line, as mutation testing makes them (operators of DeMillo, Lipton & Sayward 1978 and of
 * PIT): the result still looks like code, and nearly always behaves differently.
 */
interface Operator {
  readonly name: string;
  readonly from: RegExp;
  readonly to: string | ((match: string) => string);
}

const OPERATORS: readonly Operator[] = [
  { name: 'equality', from: /==(?!=)/, to: '!=' },
  { name: 'inequality', from: /!=(?!=)/, to: '==' },
  { name: 'strict equality', from: /===/, to: '!==' },
  { name: 'boundary', from: /(?<=\s)<=(?=\s)/, to: '<' },
  { name: 'boundary', from: /(?<=\s)>=(?=\s)/, to: '>' },
  { name: 'order', from: /(?<=\s)<(?=\s)/, to: '>=' },
  { name: 'order', from: /(?<=\s)>(?=\s)/, to: '<=' },
  { name: 'connective', from: /\band\b/, to: 'or' },
  { name: 'connective', from: /\bor\b/, to: 'and' },
  { name: 'connective', from: /&&/, to: '||' },
  { name: 'connective', from: /\|\|/, to: '&&' },
  { name: 'truth value', from: /\b[Tt]rue\b/, to: match => (match === 'True' ? 'False' : 'false') },
  { name: 'truth value', from: /\b[Ff]alse\b/, to: match => (match === 'False' ? 'True' : 'true') },
  { name: 'negation', from: /\bif not /, to: 'if ' },
  { name: 'negation', from: /\bis not\b/, to: 'is' },
  { name: 'negation', from: /\bif (?=\w)(?!not )/, to: 'if not ' },
  { name: 'negation', from: /\bif \((?=\w)/, to: 'if (!' },
  { name: 'arithmetic', from: /(?<=[\w)] )\+(?= [\w(])/, to: '-' },
  { name: 'arithmetic', from: /(?<=[\w)] )-(?= [\w(])/, to: '+' },
  { name: 'number', from: /(?<![\w.'"-])\d+(?![\w.'"])/, to: match => String(Number(match) + 1) },
];

export interface PlantedFault {
  readonly patch: Patch;
  readonly text: string;
  readonly path: string;
  /** Index of the hunk within its file. */
  readonly hunk: number;
  readonly operator: string;
}

interface Spot {
  readonly file: number;
  readonly hunk: number;
  readonly line: number;
  readonly operator: Operator;
}

/**
 * The patch with a fault in one hunk, drawn evenly among the hunks that can take one, then among the places in it.
 * Null when none can.
 *
 * @param mayMutate the files in which a fault counts, by path
 */
export function plantFault(
  patch: Patch,
  mayMutate: (path: string) => boolean,
  random: RandomSource,
): PlantedFault | null {
  const byHunk = new Map<string, Spot[]>();
  patch.files.forEach((file, fileIndex) => {
    if (file.newPath === null || !mayMutate(file.newPath)) return;
    file.hunks.forEach((hunk, hunkIndex) => {
      const spots = spotsOf(hunk, file.newPath ?? '').map(spot => ({
        file: fileIndex,
        hunk: hunkIndex,
        ...spot,
      }));
      if (spots.length > 0) byHunk.set(`${fileIndex}.${hunkIndex}`, spots);
    });
  });
  const spots = pick([...byHunk.values()], random);
  const spot = spots === null ? null : pick(spots, random);
  if (spot === null) return null;
  const files = patch.files.map((file, index) => (index === spot.file ? mutated(file, spot) : file));
  const path = patch.files[spot.file]?.newPath ?? '';
  return {
    patch: { ...patch, files },
    text: formatPatch(files),
    path,
    hunk: spot.hunk,
    operator: spot.operator.name,
  };
}

function spotsOf(hunk: Hunk, path: string): { readonly line: number; readonly operator: Operator }[] {
  const words = path.endsWith('.py');
  return hunk.lines.flatMap(({ kind, text }, line) => {
    // A fault in a comment or a text is none.
    if (kind !== 'added' || /^\s*(#|\/\/|\*|\/\*|"""|''')/.test(text)) return [];
    return OPERATORS.filter(({ from, name }) => {
      const match = from.exec(text);
      if (match === null || insideText(text, match.index)) return false;
      if (name === 'negation') return words !== /\(/.test(from.source.slice(0, 8));
      return words || !/\\band|\\bor/.test(from.source);
    }).map(operator => ({ line, operator }));
  });
}

/** Whether a place lies in a string or after the start of a comment, by counting quotes before it. */
function insideText(text: string, at: number): boolean {
  const before = text.slice(0, at);
  const quotes = (mark: string) => before.split(mark).length - 1;
  return quotes('"') % 2 === 1 || quotes("'") % 2 === 1 || quotes('`') % 2 === 1 || /(#|\/\/)/.test(before);
}

function mutated(file: FilePatch, spot: Spot): FilePatch {
  const hunks = file.hunks.map((hunk, hunkIndex) =>
    hunkIndex !== spot.hunk
      ? hunk
      : {
          ...hunk,
          lines: hunk.lines.map((line, index) =>
            index === spot.line ? { ...line, text: replaced(line.text, spot.operator) } : line,
          ),
        },
  );
  return { ...file, hunks };
}

function replaced(text: string, { from, to }: Operator): string {
  return text.replace(from, match => (typeof to === 'string' ? to : to(match)));
}

function pick<T>(items: readonly T[], random: RandomSource): T | null {
  return items[Math.floor(random() * items.length)] ?? null;
}
