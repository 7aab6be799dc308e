import { readdir } from 'node:fs/promises';
import * as path from 'node:path';
import type * as z from 'zod';
import { boundStep, boundSteps, type ProcessStep } from '../../core/evidence/processStep';
import { taskFromText, type Task } from '../../core/task/task';
import { readJsonLines } from '../lines/jsonLines';
import { otherTasks } from './otherTasks';
import { PackedTexts } from './packedTexts';
import { baseFileRow, candidateRow, taskRow, trajectoryRow, type CandidateRow, type TaskRow } from './rows';
import { shuffled } from './shuffled';
import { byCodeUnit } from '../../core/text/byCodeUnit';

/** A folder of tasks with candidates whose outcome is known, and the files they change. */
export interface LabelledSet {
  /** In order of their ids; tasks without a candidate that counts are not listed. */
  readonly tasks: readonly LabelledTask[];
  /** Rows that do not count, by reason; they are gone before agreement is computed. */
  readonly leftOut: { readonly positivesOnly: number; readonly labelConflict: number };
  readonly problems: readonly LabelledSetProblem[];
  /** Base files of a task by path; empty when the set has none for it. */
  baseFiles(taskId: string): Readonly<Record<string, string>>;
  /** The steps that led to a candidate, bounded as for scoring; null when the set has none for it. */
  steps(candidateId: string): readonly ProcessStep[] | null;
}

export interface LabelledTask {
  readonly id: string;
  readonly repo: string;
  /** Null when the body is blank. */
  readonly task: Task | null;
  /** In order of their ids. */
  readonly candidates: readonly LabelledCandidate[];
}

export interface LabelledCandidate {
  readonly id: string;
  readonly submission: string;
  readonly patch: string;
  readonly split: string | null;
  /** Whether it resolved the task; null when the set does not say. */
  readonly resolved: boolean | null;
}

export interface LabelledSetProblem {
  readonly file: string;
  /** 1-based; null when it concerns the whole file. */
  readonly line: number | null;
  readonly message: string;
}

export interface LabelledSetOptions {
  /** Keep candidates of this split only; null keeps all. A candidate without one takes its task's. */
  readonly split: string | null;
  /** Keep the first so many tasks, in order of their ids; null keeps all. */
  readonly limitTasks: number | null;
  /** Keep at most so many candidates of each task, drawn the same way each time; null keeps all. */
  readonly limitCandidates: number | null;
  /** Read of each task its title only: a person may say no more than that. */
  readonly titlesOnly: boolean;
  /** Give each task the text of another of its repository, which no candidate resolves; leave out a task that has no such other. */
  readonly otherTasks: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads `tasks.jsonl`, `candidates.jsonl` and, where they exist, `base_files.jsonl` and `trajectories.jsonl` of a
 * folder, each plain or as `.gz`. A row that cannot be read is a problem and the others stand; a folder that is no
 * labelled set gives no tasks and says why.
 *
 * @throws DOMException `AbortError` when the signal aborts.
 */
export async function readLabelledSet(folder: string, options: LabelledSetOptions): Promise<LabelledSet> {
  const set: SetFiles = { folder, signal: options.signal, problems: [] };
  const tasks = await readTasks(set);
  const { byTask, leftOut } = await readCandidates(set, tasks, options.split);

  const listed = [...byTask.keys()].sort(byCodeUnit).slice(0, options.limitTasks ?? undefined);
  const texts = options.otherTasks ? otherTasks(listed.flatMap(id => tasks.get(id) ?? [])) : tasks;
  const kept = new Map(listed.map(id => [id, drawn(byTask.get(id) ?? [], options.limitCandidates)]));
  const baseFiles = await readBaseFiles(set, new Set(listed));
  const candidates = [...kept.values()].flat();
  const steps = await readSteps(set, new Set(candidates.map(row => row.candidate_id)));
  return {
    tasks: [...kept]
      .map(([id, rows]) => labelledTask(tasks.get(id), texts.get(id), rows, options))
      .filter(task => task !== null),
    leftOut,
    problems: set.problems,
    baseFiles: taskId => baseFiles.get(taskId),
    steps: candidateId => {
      const packed = steps.get(candidateId)[stepsName];
      return packed === undefined ? null : (JSON.parse(packed) as ProcessStep[]);
    },
  };
}

/** The files of a set while they are read. */
interface SetFiles {
  readonly folder: string;
  readonly signal: AbortSignal;
  /** What was wrong with them so far. */
  readonly problems: LabelledSetProblem[];
}

async function readTasks(set: SetFiles): Promise<ReadonlyMap<string, TaskRow>> {
  const tasks = new Map<string, TaskRow>();
  for await (const { row, report } of rowsOf(set, 'tasks.jsonl', taskRow, 'required')) {
    if (tasks.has(row.task_id)) report(`task ${row.task_id} was given before`);
    else tasks.set(row.task_id, row);
  }
  return tasks;
}

async function readCandidates(
  set: SetFiles,
  tasks: ReadonlyMap<string, TaskRow>,
  split: string | null,
): Promise<{ byTask: ReadonlyMap<string, readonly CandidateRow[]>; leftOut: LabelledSet['leftOut'] }> {
  const byTask = new Map<string, CandidateRow[]>();
  const seen = new Set<string>();
  const leftOut = { positivesOnly: 0, labelConflict: 0 };
  for await (const { row, report } of rowsOf(set, 'candidates.jsonl', candidateRow, 'required')) {
    const task = tasks.get(row.task_id);
    if (!task) {
      report(`names the task ${row.task_id}, which tasks.jsonl does not hold`);
      continue;
    }
    if (split !== null && (row.split ?? task.split) !== split) continue;
    if (seen.has(row.candidate_id)) {
      report(`candidate ${row.candidate_id} was given before`);
      continue;
    }
    seen.add(row.candidate_id);
    if (row.positives_only) leftOut.positivesOnly += 1;
    else if (row.label_conflict) leftOut.labelConflict += 1;
    else {
      const siblings = byTask.get(row.task_id);
      if (siblings) siblings.push(row);
      else byTask.set(row.task_id, [row]);
    }
  }
  return { byTask, leftOut };
}

/** Drawn by a hash of the ids, which favours no submission. */
function drawn(candidates: readonly CandidateRow[], limit: number | null): readonly CandidateRow[] {
  if (limit === null || candidates.length <= limit) return candidates;
  return shuffled(candidates, row => row.candidate_id).slice(0, limit);
}

async function readBaseFiles(set: SetFiles, wanted: ReadonlySet<string>): Promise<PackedTexts> {
  const texts = new PackedTexts();
  for await (const { row } of rowsOf(set, 'base_files.jsonl', baseFileRow, 'optional'))
    if (wanted.has(row.task_id)) texts.add(row.task_id, row.path, row.content);
  return texts;
}

/** Name of the one text that is packed under a candidate's id. */
const stepsName = 'steps';

async function readSteps(set: SetFiles, wanted: ReadonlySet<string>): Promise<PackedTexts> {
  const texts = new PackedTexts();
  for await (const { row } of rowsOf(set, 'trajectories.jsonl', trajectoryRow, 'optional')) {
    if (!wanted.has(row.candidate_id)) continue;
    const steps = boundSteps(row.steps).map(({ exit_code: exitCode, ...step }) =>
      boundStep({ ...step, exitCode }),
    );
    texts.add(row.candidate_id, stepsName, JSON.stringify(steps));
  }
  return texts;
}

function labelledTask(
  task: TaskRow | undefined,
  text: TaskRow | undefined,
  candidates: readonly CandidateRow[],
  { titlesOnly, otherTasks }: LabelledSetOptions,
): LabelledTask | null {
  if (!task || !text) return null;
  const whole = taskFromText(text.body, text.task_id);
  return {
    id: task.task_id,
    repo: task.repo ?? '',
    task: titlesOnly && whole !== null ? { ...whole, body: '' } : whole,
    candidates: candidates
      .map(row => ({
        id: row.candidate_id,
        submission: row.submission ?? '',
        patch: row.patch,
        split: row.split ?? task.split,
        resolved: otherTasks ? false : row.resolved,
      }))
      .sort((a, b) => byCodeUnit(a.id, b.id)),
  };
}

interface Row<T> {
  readonly row: T;
  /** Files a problem under the row's line. */
  readonly report: (message: string) => void;
}

async function* rowsOf<T>(
  { folder, signal, problems }: SetFiles,
  name: string,
  schema: z.ZodType<T>,
  presence: 'required' | 'optional',
): AsyncGenerator<Row<T>, void, void> {
  const file = await existing(folder, name);
  if (file === null) {
    if (presence === 'required')
      problems.push({ file: name, line: null, message: 'is missing, with and without .gz' });
    return;
  }
  for await (const line of readJsonLines(path.join(folder, file))) {
    signal.throwIfAborted();
    const report = (message: string) => problems.push({ file, line: line.line, message });
    if (line.kind === 'problem') {
      report(line.message);
      continue;
    }
    const parsed = schema.safeParse(line.value);
    if (parsed.success) {
      yield { row: parsed.data, report };
    } else {
      const issue = parsed.error.issues[0];
      report(`${issue?.path.join('.') || 'row'}: ${issue?.message ?? 'not understood'}`);
    }
  }
}

/** The name under which a file exists: as given, or with `.gz`. */
async function existing(folder: string, name: string): Promise<string | null> {
  const names = new Set(await readdir(folder).catch(() => []));
  return [name, `${name}.gz`].find(candidate => names.has(candidate)) ?? null;
}
