import { codeChange } from '../patch/codeChange';
import { fileRole } from '../patch/fileRole';
import { firstChangedRow, pathOf, type FilePatch, type Hunk, type Patch } from '../patch/patch';
import { enclosingDefinitions } from '../syntax/outline';
import type { Definition, SyntaxReader } from '../syntax/syntax';
import type { Task } from '../task/task';
import { fitBudget, type BudgetedLine } from './fitBudget';
import type { DroppedPart, InputLine, LineTokenizer, RenderBudget } from './modelInput';
import { renderTask } from './renderTask';

/** Lines of the enclosing function shown on each side of a hunk, beyond the hunk's own context. */
const SCOPE_REACH = 8;
/** Changed lines at the start of each hunk that are kept before anything but the files' names. */
const HUNK_START = 3;

/** What a line is for, in the order in which lines are given up when the budget is short: last first. */
const keep = { file: 0, hunkStart: 1, scope: 2, change: 3, context: 4, reach: 5 } as const;

export interface RenderedText {
  readonly task: readonly InputLine[];
  readonly patch: readonly InputLine[];
  readonly dropped: readonly DroppedPart[];
}

/**
 * Renders a task and the `codeChange` of a patch to the lines the model reads: the task, then each file's hunks under the
 * definitions that enclose them in the base file, with the lines of that definition nearest to the change.
 *
 * The budget keeps, in this order: every file's name, the first changed lines of each hunk, the enclosing
 * definitions, the other changed lines, the hunks' own context, the lines around. What did not fit is in
 * `dropped`, and a `cut` line stands where changed lines are missing.
 *
 * @param baseFiles content at the base by path; without a file its hunks are shown as the diff has them
 */
export function renderInput(
  task: Task,
  patch: Patch,
  baseFiles: Readonly<Record<string, string>>,
  syntax: SyntaxReader,
  tokenizer: Pick<LineTokenizer, 'encode'>,
  budget: RenderBudget,
): RenderedText {
  const cost = (line: InputLine) => 1 + tokenizer.encode(line.text).length;
  const renderedTask = renderTask(task, cost, budget.task);
  const taskTokens = renderedTask.lines.reduce((sum, line) => sum + cost(line), 0);
  const lines = readingOrder(codeChange(patch).files).flatMap(file => fileLines(file, baseFiles, syntax));
  const fitted = fitBudget(
    [{ mark: 'patch', text: '', path: null, priority: keep.file, distance: 0 }, ...lines],
    cost,
    budget.total - taskTokens,
  );
  return {
    task: renderedTask.lines,
    patch: fitted.lines,
    dropped: [...renderedTask.dropped, ...fitted.dropped],
  };
}

/** Source files first, configuration behind it, each in the order of the diff. */
function readingOrder(files: readonly FilePatch[]): FilePatch[] {
  const order = (file: FilePatch) => (fileRole(pathOf(file)) === 'source' ? 0 : 1);
  return [...files].sort((a, b) => order(a) - order(b));
}

function fileLines(
  file: FilePatch,
  baseFiles: Readonly<Record<string, string>>,
  syntax: SyntaxReader,
): BudgetedLine[] {
  const path = pathOf(file);
  const base = file.oldPath === null ? undefined : baseFiles[file.oldPath];
  const baseLines = base?.split(/\r?\n/);
  const outline = base === undefined ? null : syntax.outline(path, base);
  const header =
    file.status === 'modified' ? path : `${path} (${file.binary ? 'binary, ' : ''}${file.status})`;
  const lines: BudgetedLine[] = [{ mark: 'file', text: header, path, priority: keep.file, distance: 0 }];
  let shownTo = 0;
  for (const hunk of file.hunks) {
    const row = firstChangedRow(hunk);
    const enclosing = outline ? enclosingDefinitions(outline, row) : [];
    for (const signature of signaturesOf(enclosing, hunk))
      lines.push({ mark: 'scope', text: signature, path, priority: keep.scope, distance: 0 });
    const innermost = enclosing.at(-1);
    const first = hunk.oldStart - 1;
    const last = first + hunk.oldLines;
    const around = (from: number, to: number, distance: (row: number) => number): BudgetedLine[] =>
      (baseLines?.slice(Math.max(0, from), Math.max(0, to)) ?? []).map((text, i) => ({
        mark: 'context',
        text,
        path,
        priority: keep.reach,
        distance: distance(Math.max(0, from) + i),
      }));
    if (innermost)
      lines.push(
        ...around(Math.max(shownTo, innermost.startRow + 1, first - SCOPE_REACH), first, at => first - at),
      );
    for (const line of hunkLines(hunk, path)) lines.push(line);
    if (innermost && innermost.kind === 'callable')
      lines.push(...around(last, Math.min(innermost.endRow + 1, last + SCOPE_REACH), at => at - last + 1));
    shownTo = innermost ? Math.min(innermost.endRow + 1, last + SCOPE_REACH) : last;
  }
  return lines;
}

function hunkLines(hunk: Hunk, path: string): BudgetedLine[] {
  const distances = changeDistances(hunk);
  let seen = 0;
  return hunk.lines.map((line, i) => {
    if (line.kind === 'context') {
      const distance = distances[i] ?? Infinity;
      return { mark: 'context', text: line.text, path, priority: keep.context, distance };
    }
    const index = seen++;
    return {
      mark: line.kind,
      text: line.text,
      path,
      priority: index < HUNK_START ? keep.hunkStart : keep.change,
      distance: index,
    };
  });
}

/** For each line of a hunk how many lines away the nearest changed one is; 0 for a changed one. */
function changeDistances({ lines }: Hunk): readonly number[] {
  const distances = lines.map(({ kind }) => (kind === 'context' ? Infinity : 0));
  const spread = (i: number, from: number) => {
    distances[i] = Math.min(distances[i] ?? Infinity, (distances[from] ?? Infinity) + 1);
  };
  for (let i = 1; i < lines.length; i++) spread(i, i - 1);
  for (let i = lines.length - 2; i >= 0; i--) spread(i, i + 1);
  return distances;
}

/** Signatures of the enclosing definitions; without a base file, what the diff itself says. */
function signaturesOf(enclosing: readonly Definition[], hunk: Hunk): string[] {
  if (enclosing.length > 0) return enclosing.map(definition => definition.signature);
  return hunk.section.trim() === '' ? [] : [hunk.section.trim()];
}
