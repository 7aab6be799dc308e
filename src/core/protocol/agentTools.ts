import * as z from 'zod';
import { MAX_TASK_CHARACTERS } from '../task/task';

/**
 * What agents can ask: three tools that read and never write, offered as language-model tools in the editor and as an
 * MCP server. The schemas are the contract for both; package.json repeats the inputs as JSON schema, and a test
 * compares them. An input of another name is refused: without its `diff` a call would score the working tree.
 */

/** Far above any patch that is scored. */
const MAX_TEXT = 4_000_000;

const task = z
  .string()
  .max(MAX_TASK_CHARACTERS)
  .optional()
  .describe(
    'What the change should achieve: the issue, the prompt or one sentence. Without it the task that is set in the editor, or TASK.md of the repository.',
  );
const base = z.string().max(1_000).optional().describe('Revision that the patch is against. Default: HEAD.');
const patch = z.string().max(MAX_TEXT).optional().describe('Unified diff, as "git diff" prints it.');
const patchFile = z
  .string()
  .max(4_096)
  .optional()
  .describe('Path of a file that holds the diff, inside the repository, instead of the diff itself.');

const scorePatchInput = z.strictObject({
  task,
  patch: patch.describe(
    'Unified diff, as "git diff" prints it. Without patch and patch_file the uncommitted changes of the working tree are scored.',
  ),
  patch_file: patchFile,
  base,
});

const rankPatchesInput = z.strictObject({
  task,
  patches: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(200).describe('What to call the candidate in the answer.'),
        patch,
        patch_file: patchFile,
        branch: z
          .string()
          .max(1_000)
          .optional()
          .describe('Branch whose change since it left the base is the candidate, instead of a diff.'),
      }),
    )
    .min(2)
    .max(64)
    .describe('The candidates: each with one of patch, patch_file and branch.'),
  base,
});

const reviewChangeInput = z.strictObject({
  task,
  range: z
    .string()
    .min(1)
    .max(2_000)
    .describe(
      'A branch or the head of a pull request (refs/pull/7/head), a range A..B (what B changed since it left A), or one commit.',
    ),
  since: z
    .string()
    .max(1_000)
    .optional()
    .describe('The branch that the change goes into. Default: the default branch of the repository.'),
  max_places: z
    .number()
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('Places, and files, to list at most. Default: 10.'),
});

const probability = z.number().min(0).max(1);

const producedBy = z
  .object({
    model: z.string(),
    version: z.string(),
    regime: z.enum(['single', 'set']),
    calibrated_on: z.number().describe('Held-out labelled patches that the probability was calibrated on.'),
    calibration_error: z.number().describe('Expected calibration error there.'),
  })
  .describe('What made the number and what it is worth.');

const score = z.object({
  score: probability.describe('Calibrated probability that the change resolves the task.'),
  low: probability,
  high: probability.describe('90 % interval of the calibration from low to high.'),
  word: z.enum(['likely', 'uncertain', 'unlikely']),
});

const place = z.object({
  path: z.string(),
  line: z.number().int().describe('First changed line, from 1, in the file after the change.'),
  added: z.number().int(),
  removed: z.number().int(),
  influence: z
    .number()
    .nullable()
    .describe('Score of the whole less the score without this hunk; null when it was not measured.'),
});

const reading = z.string().describe('The answer in one or two sentences.');
const notes = z.array(z.string()).describe('What was left out or could not be read.');

export const scorePatchOutput = score.extend({
  reading,
  evidence: z
    .record(z.string(), z.record(z.string(), z.number()))
    .describe('What was counted, by group; what is zero is left out.'),
  places: z.array(place).describe('Where to look first: what adds most code.'),
  notes,
  produced_by: producedBy,
});

export const rankPatchesOutput = z.object({
  reading,
  groups: z.array(
    z.object({
      rank: z.number().int(),
      names: z.array(z.string()).describe('Candidates that make the same change share a place.'),
      score: score.nullable().describe('Null when it could not be scored.'),
      not_scored: z.string().nullable(),
      margin: z.number().nullable().describe('Score difference to the next group.'),
    }),
  ),
  call: z
    .enum(['clear', 'too_close_to_call', 'not_comparable'])
    .describe('Whether the first is ahead of the second by more than the noise.'),
  ordered_rightly: z
    .number()
    .nullable()
    .describe('Share of held-out pairs with such a lead that were ordered rightly.'),
  notes,
  produced_by: producedBy.nullable(),
});

export const reviewChangeOutput = score.extend({
  reading,
  change: z.object({ label: z.string(), base: z.string(), head: z.string(), files: z.number().int() }),
  places: z.array(place).describe('Where to look first: what adds most code.'),
  files: z
    .array(z.object({ path: z.string(), influence: z.number().nullable() }))
    .describe('Files to look at first.'),
  notes,
  produced_by: producedBy,
});

export type ScorePatchInput = z.infer<typeof scorePatchInput>;
export type RankPatchesInput = z.infer<typeof rankPatchesInput>;
export type ReviewChangeInput = z.infer<typeof reviewChangeInput>;
export type ScorePatchOutput = z.infer<typeof scorePatchOutput>;
export type RankPatchesOutput = z.infer<typeof rankPatchesOutput>;
export type ReviewChangeOutput = z.infer<typeof reviewChangeOutput>;

/** Why a tool has no answer, so that an agent can do something about it. */
export interface ToolProblem {
  readonly code:
    | 'invalidInput'
    | 'noRepository'
    | 'noTask'
    | 'unknownRevision'
    | 'noChange'
    | 'notScored'
    | 'unreadable'
    | 'cancelled'
    | 'scorerFailed';
  /** What happened and what to do next, in one sentence. */
  readonly message: string;
}

export type ToolAnswer<Output> =
  | { readonly kind: 'done'; readonly output: Output }
  | { readonly kind: 'problem'; readonly problem: ToolProblem };

/** Names, titles and descriptions, for agents to choose by. The editor's names carry the prefix `swe-rm_`. */
export const AGENT_TOOLS = {
  score_patch: {
    title: 'Score a Patch',
    description:
      'Estimates, without running anything, the calibrated probability that a code change resolves its task, with the evidence and the hunks the score rests on: of a patch, or of the uncommitted changes when none is given. Reads only; takes seconds. Use it on a change before proposing it. It is not a proof and does not replace tests.',
    input: scorePatchInput,
    output: scorePatchOutput,
  },
  rank_patches: {
    title: 'Rank Patches',
    description:
      'Ranks two or more alternative patches (or branches) for one task by the probability that they resolve it, using their agreement as evidence, and says whether the first is clearly ahead or too close to call. Reads only. Use it to choose among several attempts.',
    input: rankPatchesInput,
    output: rankPatchesOutput,
  },
  review_change: {
    title: 'Review a Change',
    description:
      'Reviews a branch, a fetched pull-request head, a commit or a commit range of this repository: the probability that it resolves the task, and the places to look at first, by how much the score rests on each hunk and file. Reads only.',
    input: reviewChangeInput,
    output: reviewChangeOutput,
  },
} as const;

export type AgentToolName = keyof typeof AGENT_TOOLS;
