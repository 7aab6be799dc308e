import { z } from 'zod';

/**
 * `manifest.json` of a model folder. Everything a scorer must know before it opens the weights, and
 * everything a reader must know before they believe a number.
 */
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A name inside the model folder: no separators, no leading dot. */
const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);

/** What is shown to people, in the editor and on terminals: no control characters, and none that turn text round. */
const shownText = z.string().regex(/^\P{C}*$/u);

const mapNumbers = z.object({
  /** p = sigmoid(slope · logit + intercept) (Platt 1999). */
  slope: z.number(),
  intercept: z.number(),
  /** The same two numbers refitted on bootstrap resamples of the tasks; their spread is the interval. */
  replicates: z.array(z.tuple([z.number(), z.number()])).min(20),
  /** Expected calibration error, 15 equal bins, cross-fitted by task: of whole sets, or of sets of two. */
  ece: z.number().min(0).max(1),
});

const calibrationMap = mapNumbers.extend({
  /** Labelled patches the map was fitted on, each scored by weights that never saw its repository. */
  sampleSize: z.number().int().positive(),
  /** Share of them that resolved their task: what a score would be that knew nothing of the patch. */
  resolvedShare: z.number().min(0).max(1),
  taskCount: z.number().int().positive(),
});

/** The numbers of a very large set and, of the same resamples, of a set of two; `forSetSize` makes those of a set between. */
const setCalibrationMap = calibrationMap
  .extend({ ofTwo: mapNumbers })
  .refine(({ replicates, ofTwo }) => ofTwo.replicates.length === replicates.length, {
    path: ['ofTwo', 'replicates'],
    error: 'must be as many as the replicates beside them',
  });

/** P(the higher-scored of two candidates with different outcomes is the resolved one | logit difference d) = sigmoid(slope · d). */
const pairOrdering = z.object({ slope: z.number().nonnegative(), pairCount: z.number().int().positive() });

/** The slope of a very large set, and of a set of two. */
const setPairOrdering = pairOrdering.extend({ ofTwo: pairOrdering.pick({ slope: true }) });

export const manifestSchema = z.object({
  formatVersion: z.literal(4),
  name: shownText.min(1).max(100),
  version: shownText.min(1).max(50),
  licence: shownText,
  files: z.record(fileName, z.object({ sha256, bytes: z.number().int().nonnegative() })),
  graph: fileName,
  tokenizer: fileName,
  input: z.object({
    renderVersion: z.number().int(),
    maxTokens: z.number().int().min(64).max(65_536),
    maxTaskTokens: z.number().int().min(16),
    /** Tokens processed by one run of the graph; fixed, so that a score does not depend on what was cached. */
    chunkTokens: z.number().int().min(16).max(4096),
    /** Feature names of each group in input order. A group the model was not trained on is empty. */
    evidence: z.object({
      patch: z.array(z.string()),
      static: z.array(z.string()),
      process: z.array(z.string()),
      agreement: z.array(z.string()),
    }),
  }),
  architecture: z.object({
    layers: z.number().int().positive(),
    hidden: z.number().int().positive(),
    heads: z.number().int().positive(),
    kvHeads: z.number().int().positive(),
    headSize: z.number().int().positive(),
    experts: z.number().int().positive(),
    expertsPerToken: z.number().int().positive(),
    vocabulary: z.number().int().positive(),
    parameters: z.number().int().positive(),
    activeParameters: z.number().int().positive(),
  }),
  /**
   * One map for each regime, and for each regime with process evidence. One of the latter is absent when too few held-out
   * patches had a trajectory: then a trajectory is not read in that regime.
   */
  calibration: z.object({
    single: calibrationMap,
    set: setCalibrationMap,
    singleTrajectory: calibrationMap.optional(),
    setTrajectory: setCalibrationMap.optional(),
  }),
  /** When a patch is said to be perhaps for another task, settled on patches of repositories that the trees had not seen. */
  ownTask: z.object({
    /** Logarithm of the odds below which it is said. */
    doubtedBelow: z.number(),
    /** Share of the patches for their own task that lie below, and are wrongly doubted. */
    doubtedWrongly: z.number().min(0).max(1),
  }),
  ordering: z.object({ single: pairOrdering, set: setPairOrdering }),
  /** Free-form figures measured at training time, by name; shown, never used. */
  metrics: z.record(z.string(), z.number()),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type CalibrationMap = z.infer<typeof calibrationMap>;
export type SetCalibrationMap = z.infer<typeof setCalibrationMap>;
/** How often held-out pairs were ordered rightly, by their logit difference. */
export type PairOrdering = z.infer<typeof pairOrdering>;
