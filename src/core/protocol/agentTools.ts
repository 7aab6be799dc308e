import * as z from 'zod';
import type { EvidenceGroup } from '../evidence/evidence';
import { EVIDENCE_FEATURES } from '../evidence/features';
import { LIKELY_FROM, UNLIKELY_TO } from '../scoring/confidenceWord';
import { MAX_TASK_CHARACTERS } from '../task/task';
import { listed } from '../text/listed';

/**
 * What agents can ask: three tools that read and never write, offered as language-model tools in the editor and as an
 * MCP server. The schemas are the contract for both; package.json repeats the inputs as JSON schema, and a test
 * compares them. An input of another name is refused: without its `diff` a call would score the working tree.
 */

/**
 * An object of these inputs and no others. What stands in for it, or is in it besides, is told with the names that there are: an
 * agent that guessed one wrong can then give the right one.
 */
function inputs<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = listed(Object.keys(shape), 'and');
  return z.strictObject(shape, {
    error: issue => {
      if (issue.code === 'invalid_type') return `Give an object with ${names}.`;
      const unknown = issue.keys.map(key => JSON.stringify(key));
      return `There is no input ${listed(unknown, 'or')}; there are ${names}.`;
    },
  });
}

const TASK_DEFAULT =
  'What the change should achieve: the issue, the prompt or one sentence. Default: the task set in the editor, or TASK.md in the repository.';
const task = z.string().max(MAX_TASK_CHARACTERS).optional().describe(TASK_DEFAULT);
const base = z.string().max(1_000).optional().describe('Revision that the patch is against. Default: HEAD.');
// Of one that is too long it is said when it is read, with what to do next.
const patch = z.string().optional().describe('Unified diff, as "git diff" prints it.');
const patchFile = z
  .string()
  .max(4_096)
  .optional()
  .describe('Path of a file inside the repository that holds the diff, in place of "patch".');

const scorePatchInput = inputs({
  task,
  patch: patch.describe(
    'Unified diff, as "git diff" prints it. Without patch and patch_file, the uncommitted changes in the working tree are scored.',
  ),
  patch_file: patchFile,
  base,
});

const rankPatchesInput = inputs({
  task,
  patches: z
    .array(
      inputs({
        name: z.string().min(1).max(200).describe('What to call the candidate in the answer.'),
        patch,
        patch_file: patchFile,
        branch: z
          .string()
          .max(1_000)
          .optional()
          .describe('Branch to rank, in place of a diff: its change since it left the base.'),
      }),
    )
    .min(2, 'Give two candidates or more; score_patch judges a single one.')
    .max(64, 'Give 64 candidates at most.')
    .describe('The candidates: each with one of patch, patch_file and branch.'),
  base,
});

const WHAT_TO_REVIEW = 'Say what to review: a branch, a commit or a range A..B.';

const reviewChangeInput = inputs({
  task: task.describe(`${TASK_DEFAULT} Without either, what the commits of the change say.`),
  range: z
    .string(WHAT_TO_REVIEW)
    .trim()
    .min(1, WHAT_TO_REVIEW)
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
    .describe('At most this many places, and this many files, are listed. Default: 10.'),
});

const probability = z.number().min(0).max(1);

const producedBy = z
  .object({
    model: z.string(),
    version: z.string(),
    regime: z.enum(['single', 'set']),
    calibrated_on: z.number().describe('Held-out labelled patches that the probability was calibrated on.'),
    resolved_share: z
      .number()
      .describe('Share of those patches that resolved their task; compare the score with it.'),
    calibration_error: z.number().describe('Expected calibration error on those patches.'),
  })
  .describe('What produced the score, and how well it is calibrated.');

const score = z.object({
  score: probability.describe('Calibrated probability that the change resolves the task.'),
  low: probability,
  high: probability.describe('90 % interval of the calibration from low to high.'),
  word: z
    .enum(['likely', 'uncertain', 'unlikely'])
    .describe(
      `likely: from ${LIKELY_FROM} %, unlikely: up to ${UNLIKELY_TO} %. Odds, not a comparison: the average patch has produced_by.resolved_share.`,
    ),
  perhaps_other_task: z
    .boolean()
    .describe('The change touches so little of what the task speaks of that it may be for another task.'),
});

const place = z.object({
  path: z.string(),
  line: z.number().int().describe('First changed line, from 1, in the file after the change.'),
  added: z.number().int(),
  removed: z.number().int(),
  influence: z
    .number()
    .nullable()
    .describe('Score of the whole change minus the score without this hunk; null when it was not measured.'),
});

/** What the numbers of a group count, by their names. */
function evidenceOf(group: EvidenceGroup) {
  const numbers = EVIDENCE_FEATURES[group].map(
    ({ name, description }) => [name, z.number().optional().describe(description)] as const,
  );
  return z.object(Object.fromEntries(numbers));
}

const reading = z.string().describe('The answer in a few sentences.');
const notes = z.array(z.string()).describe('What was left out or could not be read.');

export const scorePatchOutput = score.extend({
  reading,
  evidence: z
    .object({
      patch: evidenceOf('patch').describe('The change itself, and the task.'),
      static: evidenceOf('static')
        .optional()
        .describe('What it does to the code; absent where that is unknown.'),
    })
    .describe(
      'What the model reads beside the text, without what is zero. No number speaks for or against a change by itself.',
    ),
  places: z.array(place).describe('Where to look first: the hunks that add most code.'),
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
    .describe('Share of held-out pairs with such a lead that were ordered correctly.'),
  notes,
  produced_by: producedBy,
});

export const reviewChangeOutput = score.extend({
  reading,
  change: z.object({ label: z.string(), base: z.string(), head: z.string(), files: z.number().int() }),
  places: z.array(place).describe('Where to look first: the hunks that add most code.'),
  files: z
    .array(z.object({ path: z.string(), influence: z.number().nullable() }))
    .describe('Files to look at first: those that add most code.'),
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
      'Estimates the calibrated probability that a code change resolves its task, without running anything. Scores the given patch, or the uncommitted changes when none is given, and returns the evidence and the hunks to look at first. Read-only; takes seconds. Use it on a change before proposing it. A score is not a proof and does not replace tests.',
    input: scorePatchInput,
    output: scorePatchOutput,
  },
  rank_patches: {
    title: 'Rank Patches',
    description:
      'Ranks two or more alternative patches (or branches) for one task by the probability that they resolve it, using their agreement as evidence, and says whether the first is clearly ahead or too close to call. Read-only. Use it to choose among several attempts.',
    input: rankPatchesInput,
    output: rankPatchesOutput,
  },
  review_change: {
    title: 'Review a Change',
    description:
      'Reviews a branch, a fetched pull-request head, a commit or a commit range of this repository. Returns the probability that it resolves the task, the hunks and files to look at first (most added code first), and what each adds to the score. Read-only.',
    input: reviewChangeInput,
    output: reviewChangeOutput,
  },
} as const;

export type AgentToolName = keyof typeof AGENT_TOOLS;
