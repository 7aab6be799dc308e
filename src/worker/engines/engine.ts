import type { EvidenceGroup } from '../../core/evidence/evidence';

/** Evidence as the graph takes it. */
export interface EvidenceVector {
  /** All features of all groups in input order; 0 where the group is masked. */
  readonly values: Float32Array;
  /** Per group in input order: 1 known, 0 masked. */
  readonly mask: Float32Array;
}

/** The part of a model's manifest that fixes the shapes of its graph. */
export interface EngineShape {
  readonly layers: number;
  readonly kvHeads: number;
  readonly headSize: number;
  /** Features in each group, in input order. */
  readonly features: Readonly<Record<EvidenceGroup, number>>;
}

export interface EngineInput {
  /** Token ids of the new text positions; may be empty. */
  readonly tokens: readonly number[];
  /** Known: the evidence positions and the readout follow the tokens. */
  readonly evidence: EvidenceVector | null;
  /**
   * Keys and values of the positions before, piece by piece in their order: `cacheFloats(shape)` numbers a position.
   * They stay as they are until the run has ended.
   */
  readonly past: readonly Float32Array[];
  /** Takes the keys and values of the new positions, and is as long as they are; null when nobody needs them. */
  readonly present: Float32Array | null;
}

/** What is read at the last new position: meaningful after an evidence run only. */
export interface Answer {
  /** NO and YES. */
  readonly logits: readonly [number, number];
  /** Logarithm of the odds that the patch is for this task, as many being for another. */
  readonly ownTask: number;
}

/**
 * Runs a model's graph. Deterministic: the same input gives the same bits, whatever ran before and wherever the past is
 * cut into pieces.
 */
export interface Engine {
  /** For people: which runtime, on how many threads. */
  readonly name: string;
  /** Runs that are under way at once; more than these wait. */
  readonly runsAtOnce: number;
  /** @throws when the runtime fails; the engine stays usable. */
  run(input: EngineInput): Promise<Answer>;
  dispose(): Promise<void>;
}

/** Positions that an evidence run adds: one per group, and the readout. */
export const EVIDENCE_POSITIONS = 5;

/** Numbers that one position takes in the key-value cache. */
export function cacheFloats(shape: EngineShape): number {
  return shape.layers * 2 * shape.kvHeads * shape.headSize;
}
