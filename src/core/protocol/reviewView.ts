import * as z from 'zod';

/** The panel's section about a change under review; part of the snapshot in `panel.ts`. */

export const placeView = z
  .object({
    id: z.string(),
    /** "cart.ts, line 12" */
    place: z.string(),
    /** The file by its whole path. */
    path: z.string(),
    /** "+3 −1" */
    lines: z.string(),
    /** Signed share of the score, for the bar; null when it was not measured. */
    delta: z.number().min(-1).max(1).nullable(),
    /** "+12 points" */
    influence: z.string(),
  })
  .readonly();

export const reviewedView = z.object({
  kind: z.literal('reviewed'),
  /** "feature, since main" */
  label: z.string(),
  /** The first line of the task the change is judged by. */
  task: z.string(),
  /** What the order of the places rests on. */
  order: z.string(),
  hunks: z.array(placeView).readonly(),
  /** How many places are not listed. */
  more: z.number().int().min(0),
  /** Empty when there is one file. */
  files: z.array(placeView).readonly(),
  /** What the project's own tests said; null when nobody ran them. */
  tests: z.object({ passed: z.boolean(), sentence: z.string() }).readonly().nullable(),
  notes: z.array(z.string()).readonly(),
});

export type PlaceView = z.infer<typeof placeView>;
