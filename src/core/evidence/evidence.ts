/**
 * Evidence: numbers computed from the task, the patch and the other candidates. Each group is either
 * wholly known or wholly masked; a missing group is never guessed.
 */
export type EvidenceGroup = 'patch' | 'static' | 'process' | 'agreement';

/** Order of the groups in the model's input; also the order of their positions after the text. */
export const EVIDENCE_GROUPS: readonly EvidenceGroup[] = ['patch', 'static', 'process', 'agreement'];

export interface EvidenceFeature {
  /** Stable identifier, stored in the model's manifest: a renamed feature is another feature. */
  readonly name: string;
  /** What it says, for people: "files changed", "names read but nowhere defined". */
  readonly description: string;
}

/** Values in the order of the group's features; counts are raw, shares in [0, 1]. Null: masked. */
export type Evidence = Readonly<Record<EvidenceGroup, readonly number[] | null>>;
