import * as z from 'zod';
import { EMPTY_TRAJECTORY } from '../../core/trajectory/emptyTrajectory';
import { formatTrajectory } from '../../core/trajectory/formatTrajectory';
import { parseTrajectory } from '../../core/trajectory/parseTrajectory';
import type { JsonObject, Step, Trajectory, TrajectoryProblem } from '../../core/trajectory/trajectory';
import type { DecodedLog } from './logLines';

const summarySchema = z.object({
  /** Of the task. */
  title: z.string().nullable(),
  /** Who made the change; null when that is not known. */
  agent: z.string().nullable(),
  steps: z.number().int().nonnegative(),
  /** Secrets that were hidden before it was written. */
  hidden: z.number().int().nonnegative(),
});
/** What a list tells of a trajectory. */
export type TrajectorySummary = Readonly<z.infer<typeof summarySchema>>;

/** Longest title, name or reason in an `end`, in characters: the line is read from the last bytes of the file. */
const MAX_SUMMARY_TEXT = 120;

/**
 * What a line of a trajectory's log says. Together the lines are an ATIF document: its root without steps, of which the last
 * counts, and its steps, of which the last with a number counts (an edit whose diagnostics came later is written again).
 */
const entrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('root'),
    root: z.record(z.string(), z.unknown()),
    hidden: z.number().default(0),
  }),
  z.object({
    kind: z.literal('step'),
    step: z.record(z.string(), z.unknown()),
    hidden: z.number().default(0),
  }),
  /** Nothing more will come. Says what the lines before it come to, so that a list need not read them. */
  z.object({
    kind: z.literal('end'),
    reason: z.string().default(''),
    summary: summarySchema.optional().catch(undefined),
  }),
]);
export type Entry = z.infer<typeof entrySchema>;

/** Everything of a trajectory but its steps. */
export type TrajectoryRoot = Omit<Trajectory, 'steps'>;

export function rootEntry(root: TrajectoryRoot): { readonly kind: 'root'; readonly root: JsonObject } {
  const document = Object.entries(formatTrajectory({ ...root, steps: [] }));
  return {
    kind: 'root',
    root: Object.fromEntries(document.filter(([name]) => name !== 'steps' && name !== 'final_metrics')),
  };
}

export function stepEntry(step: Step): { readonly kind: 'step'; readonly step: JsonObject } {
  const { steps } = formatTrajectory({ ...EMPTY_TRAJECTORY, steps: [step] });
  const [formatted] = Array.isArray(steps) ? (steps as readonly JsonObject[]) : [];
  return { kind: 'step', step: { ...formatted, step_id: step.id } };
}

export function endEntry(reason: string, summary: TrajectorySummary): Entry {
  return { kind: 'end', reason: reason.slice(0, MAX_SUMMARY_TEXT), summary };
}

/** @param hidden how many secrets were hidden in all of it */
export function summaryOf(
  { task, origin }: Pick<TrajectoryRoot, 'task' | 'origin'>,
  steps: number,
  hidden: number,
): TrajectorySummary {
  return {
    title: task?.title.slice(0, MAX_SUMMARY_TEXT) ?? null,
    agent: origin.kind === 'agent' ? origin.name.slice(0, MAX_SUMMARY_TEXT) : null,
    steps,
    hidden,
  };
}

/** What a root says by itself: the task may be known from a step alone. */
export function readRoot(root: JsonObject): TrajectoryRoot {
  return parseTrajectory({ ...root, steps: [] }).trajectory ?? EMPTY_TRAJECTORY;
}

export interface ReadTrajectory {
  readonly trajectory: Trajectory;
  readonly problems: readonly TrajectoryProblem[];
  /** Secrets that were hidden before it was written. */
  readonly hidden: number;
  /** Whether it was ended, rather than left behind. */
  readonly ended: boolean;
}

/** The trajectory that the lines of a log make; null when there is none. Never throws. */
export function readEntries({ lines, rest }: Pick<DecodedLog, 'lines' | 'rest'>): ReadTrajectory | null {
  const problems: TrajectoryProblem[] = [];
  let root: Record<string, unknown> | null = null;
  const steps = new Map<number, Record<string, unknown>>();
  let hidden = 0;
  let ended = false;
  for (const [index, { json }] of lines.entries()) {
    const entry = parseEntry(json);
    if (entry === null) {
      problems.push({ message: 'An entry is not understood and is left out.', where: `line ${index + 1}` });
      continue;
    }
    if (entry.kind === 'end') {
      ended = true;
      continue;
    }
    hidden += entry.hidden;
    if (entry.kind === 'root') root = entry.root;
    else steps.set(Number(entry.step['step_id']) || steps.size + 1, entry.step);
  }
  if (rest === 'damaged') {
    const message = 'The record is damaged; what follows its last whole line is left out.';
    problems.push({ message, where: `line ${lines.length + 1}` });
  }
  if (root === null) return null;
  const parsed = parseTrajectory({
    ...root,
    steps: [...steps.values()],
  });
  if (parsed.trajectory === null) return null;
  return { trajectory: parsed.trajectory, problems: [...problems, ...parsed.problems], hidden, ended };
}

export function parseEntry(json: string): Entry | null {
  try {
    const parsed = entrySchema.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
