import * as z from 'zod';
import { stepKinds } from '../../core/trajectory/trajectory';

/** Rows of a labelled set's files. Only what a row cannot do without is required. */

const optionalText = z
  .string()
  .nullish()
  .transform(value => value ?? null);
const flag = z
  .boolean()
  .nullish()
  .transform(value => value ?? false);
const stepText = z
  .string()
  .nullish()
  .transform(value => value ?? '');

/** `tasks.jsonl`: one task. `body` is the issue; its first line serves as the title. */
export const taskRow = z.object({
  task_id: z.string().min(1),
  repo: optionalText,
  body: z.string(),
  split: optionalText,
});

/** `candidates.jsonl`: one patch for a task. */
export const candidateRow = z.object({
  candidate_id: z.string().min(1),
  task_id: z.string().min(1),
  submission: optionalText,
  patch: z.string(),
  /** Whether the hidden tests passed; absent or null when nobody said. */
  resolved: z
    .boolean()
    .nullish()
    .transform(value => value ?? null),
  /** Its source published only successes: the label carries no information. */
  positives_only: flag,
  /** An identical patch of the same task has the other label. */
  label_conflict: flag,
  split: optionalText,
});

/** `base_files.jsonl`: a file as it was before any candidate. */
export const baseFileRow = z.object({
  task_id: z.string().min(1),
  path: z.string().min(1),
  content: z.string(),
});

/** `trajectories.jsonl`: the steps that led to a candidate. */
export const trajectoryRow = z.object({
  candidate_id: z.string().min(1),
  steps: z.array(
    z.object({
      /** What is unknown to this version says nothing of the code. */
      kind: z.enum(stepKinds).catch('other'),
      command: stepText,
      observation: stepText,
      exit_code: z
        .number()
        .int()
        .nullish()
        .transform(value => value ?? null),
    }),
  ),
});

export type TaskRow = z.infer<typeof taskRow>;
export type CandidateRow = z.infer<typeof candidateRow>;
