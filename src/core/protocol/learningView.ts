import * as z from 'zod';

/** The panel's section about what outcomes teach; part of the snapshot in `panel.ts`. */

const share = z.number().min(0).max(1);

const diagramView = z
  .object({
    /** "As the model gives them" */
    title: z.string(),
    points: z.array(z.object({ score: share, rate: share, count: z.number().int() }).readonly()).readonly(),
    /** "off by 12 points on average" */
    summary: z.string(),
    /** The points in words, for those who do not see the diagram. */
    text: z.string(),
  })
  .readonly();

export const learningView = z.object({
  /** What is known and what it means, in sentences. */
  sentences: z.array(z.string()).readonly(),
  /** Empty, or before and after. */
  diagrams: z.array(diagramView).readonly(),
  /** Whether scores are corrected. */
  inUse: z.boolean(),
});

export type DiagramView = z.infer<typeof diagramView>;
