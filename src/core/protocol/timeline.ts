import * as z from 'zod';

/**
 * What the timeline and the extension host say to each other, as the panel does (`panel.ts`): whole snapshots in words one way,
 * intentions that name what is on the screen the other way. Both sides parse.
 */

/** What a step is drawn as. A shape each, so that colour never carries meaning alone. */
const timelineMarks = [
  'edit',
  'command',
  'testPassed',
  'testFailed',
  'test',
  'git',
  'message',
  'look',
  'other',
] as const;
const markSchema = z.enum(timelineMarks);
export type TimelineMark = z.infer<typeof markSchema>;

const timelineActionSchema = z.enum(['showTrajectories', 'importTrajectory', 'startCapture', 'manageTrust']);

export const timelineMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('action'), action: timelineActionSchema }),
  /** Show what a step did: its diff, its output, what was said. */
  z.object({ type: z.literal('openStep'), step: z.number().int().positive() }),
]);
/** Timeline → host. */
export type TimelineMessage = z.infer<typeof timelineMessageSchema>;

const rowSchema = z
  .object({
    mark: markSchema,
    /** "Edited src/cart.ts", "npm test" */
    label: z.string(),
    /** "exit 1", "+3 −1"; '' for nothing. */
    detail: z.string(),
    /** "62 %": the score of the change up to this step; "not scored" where there was nothing to score; '' when none is due. */
    score: z.string(),
    /** The same for who cannot see where it stands: "score 62 %". */
    spokenScore: z.string(),
  })
  .readonly();
export type TimelineRow = z.infer<typeof rowSchema>;

const pointSchema = z
  .object({
    step: z.number().int().positive(),
    /** Null where there is nothing to score: the line ends there until the next score. */
    score: z.number().min(0).max(1).nullable(),
  })
  .readonly();

const moverSchema = z
  .object({
    step: z.number().int().positive(),
    /** "+12 points" */
    influence: z.string(),
    label: z.string(),
  })
  .readonly();

const actionSchema = z.object({ action: timelineActionSchema, label: z.string() }).readonly();

export const timelineStateSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    sentence: z.string(),
    actions: z.array(actionSchema).readonly(),
  }),
  z.object({
    kind: z.literal('trajectory'),
    /** Names what is shown; the page begins at the end again when it changes. */
    id: z.string(),
    title: z.string(),
    /** "Recording · author unknown · 12 steps" */
    summary: z.string(),
    /** Grows while it is shown. */
    live: z.boolean(),
    /** In order; the number of a step is its place, from 1. */
    rows: z.array(rowSchema).readonly(),
    score: z
      .object({
        points: z.array(pointSchema).readonly(),
        /** The line in one sentence, for who cannot see it. */
        sentence: z.string(),
        movers: z.array(moverSchema).readonly(),
        /** Why there is no line, or that one is on its way; '' when all is said. */
        note: z.string(),
        /** What the numbers were calibrated on. */
        calibration: z.string(),
      })
      .readonly(),
    /** Sentences about what could not be read. */
    problems: z.array(z.string()).readonly(),
  }),
]);
/** Host → timeline: everything there is to draw. */
export type TimelineState = z.infer<typeof timelineStateSchema>;
