import * as z from 'zod';

/**
 * What happened to a change in the end. Outcomes are kept in the extension's own storage, one JSON line each, and hold
 * no text of a change: only its key, so that the same change is known again.
 */

const share = z.number().min(0).max(1);

/** What the model had said, when it was asked: an outcome without a score teaches nothing about scores. */
const scoreSchema = z
  .object({
    /** Calibrated by the model's own map alone, never by a local one: what is learned must not learn from itself. */
    score: share,
    regime: z.enum(['single', 'set']),
    model: z.string().max(100),
    version: z.string().max(50),
  })
  .readonly();

const outcomeEvent = z
  .discriminatedUnion('kind', [
    /** The change is still there after others have worked on top of it. */
    z.object({ kind: z.literal('kept') }),
    z.object({ kind: z.literal('reverted') }),
    /** Somebody mended the same lines soon after. */
    z.object({ kind: z.literal('quicklyFixed') }),
    /** The project's own tests ran on it. */
    z.object({ kind: z.literal('tested'), passed: z.boolean() }),
    /** A person took this one of several candidates. Says what they preferred, not that it is right. */
    z.object({
      kind: z.literal('choice'),
      /** Its place in the ranking, from 1. */
      rank: z.number().int().min(1),
      /** How many candidates there were. */
      of: z.number().int().min(1),
      /** Whether the sources were hidden while the choice was made. */
      blind: z.boolean(),
    }),
  ])
  .readonly();

export const outcomeSchema = z
  .object({
    version: z.literal(1),
    /** SHA-256 of the normalised change, in hex: two outcomes with one key speak of the same change. */
    change: z.string().regex(/^[0-9a-f]{64}$/),
    /** Full id of the commit, when the change is one. */
    commit: z
      .string()
      .regex(/^[0-9a-f]{40,64}$/)
      .nullable(),
    /** When it was learned, ISO 8601. */
    at: z.iso.datetime(),
    /** `history`: read from the repository's commits; `tests`: a test run; `person`: somebody said or did it. */
    source: z.enum(['history', 'tests', 'person']),
    event: outcomeEvent,
    /** Null: nobody had asked for a score. */
    score: scoreSchema.nullable(),
  })
  .readonly();

export type Outcome = z.infer<typeof outcomeSchema>;
export type OutcomeEvent = z.infer<typeof outcomeEvent>;
export type OutcomeScore = z.infer<typeof scoreSchema>;
