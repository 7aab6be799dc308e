/** One scored candidate whose outcome is known. */
export interface LabelledScore {
  readonly candidateId: string;
  readonly taskId: string;
  /** The run it came from, null when unknown. For grouping only. */
  readonly submission: string | null;
  /** Whether the patch resolved its task. */
  readonly label: boolean;
  /** Calibrated probability in [0, 1]. */
  readonly score: number;
}
