import { z } from 'zod';
import { FIRST_STEPS, LAST_STEPS, MAX_COMMAND, MAX_OBSERVATION } from '../core/evidence/processStep';
import {
  MAX_REQUEST_CANDIDATES,
  MAX_THREADS,
  type OpenParams,
  type RenderParams,
  type ScoreParams,
} from '../core/protocol/scorer';
import { stepKinds } from '../core/trajectory/trajectory';

/** What the parent may send, checked where it comes in: a wrong message gets an error, not a crash later on. */

const task = z.object({ title: z.string(), body: z.string(), source: z.string() });

/** A diff may well name a file `constructor`, or `__proto__`, which zod's own records leave out. */
const baseFiles = z.custom<Readonly<Record<string, string>>>(isTexts).transform(withoutPrototype);

const steps = z
  .array(
    z.object({
      kind: z.enum(stepKinds),
      command: z.string().max(MAX_COMMAND),
      observation: z.string().max(MAX_OBSERVATION),
      exitCode: z.number().int().nullable(),
    }),
  )
  .max(FIRST_STEPS + LAST_STEPS);

const candidates = z
  .array(
    z.object({
      id: z.string(),
      patch: z.string(),
      ownBaseFiles: baseFiles.optional(),
      steps: steps.optional(),
    }),
  )
  .min(1)
  .max(MAX_REQUEST_CANDIDATES)
  .refine(
    list => new Set(list.map(candidate => candidate.id)).size === list.length,
    'two candidates have one id',
  );

export const openParams: z.ZodType<OpenParams> = z.object({
  modelFolder: z.string().min(1),
  threads: z.number().int().min(0).max(MAX_THREADS),
});

export const scoreParams: z.ZodType<ScoreParams> = z.object({
  task: task.nullable(),
  candidates,
  baseFiles,
  influence: z.enum(['none', 'hunks', 'hunksAndFiles']),
  mostParts: z.number().int().positive().optional(),
  measuring: z.boolean().optional(),
  supersedes: z.string().nullable(),
  deadlineMs: z.number().positive().max(2_147_483_647),
  progressToken: z.string().nullable(),
});

export const renderParams: z.ZodType<RenderParams> = z.object({
  tokenizer: z.string().nullable(),
  maxTokens: z.number().int().positive(),
  maxTaskTokens: z.number().int().positive(),
  task,
  candidates,
  baseFiles,
});

function isTexts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(text => typeof text === 'string');
}

function withoutPrototype(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const bare = Object.create(null) as Record<string, string>;
  return Object.assign(bare, files);
}
