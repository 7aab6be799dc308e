import type { RankPatchesOutput } from '../../core/protocol/agentTools';
import type { FilePatch } from '../../core/patch/patch';
import { reviewNotes } from '../../core/review/unread';
import type { WhereToLook } from '../../core/review/whereToLook';
import { confidenceWord } from '../../core/scoring/confidenceWord';
import type { Provenance, ScoredVerdict } from '../../core/scoring/verdict';
import { percentReached } from '../../core/scoring/wording';

/** How many places to look at first are named where nobody says how many. */
const PLACES = 10;

/** A score as a tool answers with it. */
export function scoreOutput({ score, interval }: ScoredVerdict) {
  return { score, low: interval.low, high: interval.high, word: confidenceWord(score) };
}

/** What a verdict says of a change, as a tool answers with it: the score, where to look first, and what it rests on. */
export function verdictOutput(
  verdict: ScoredVerdict,
  { hunks }: WhereToLook,
  change: { readonly files: readonly FilePatch[]; readonly problems: readonly string[] },
  count = PLACES,
) {
  return {
    ...scoreOutput(verdict),
    places: hunks.slice(0, count).map(({ path, line, added, removed, delta }) => ({
      path,
      line: line + 1,
      added,
      removed,
      influence: delta,
    })),
    notes: [...reviewNotes(change, verdict)],
    produced_by: provenanceOutput(verdict.producedBy),
  };
}

export function provenanceOutput({ model, version, regime, calibratedOn, calibrationError }: Provenance) {
  return { model, version, regime, calibrated_on: calibratedOn, calibration_error: calibrationError };
}

/** Who is ahead and how sure that is, in one sentence. */
export function rankingSentence(
  call: RankPatchesOutput['call'],
  first: readonly string[],
  orderedRightly: number | null,
): string {
  const names = first.join(' = ');
  const rate =
    orderedRightly === null
      ? ''
      : `; held-out pairs this far apart were ordered rightly ${percentReached(orderedRightly)} of the time`;
  switch (call) {
    case 'clear':
      return `${names} is clearly ahead${rate}.`;
    case 'too_close_to_call':
      return `Too close to call between the first two${rate}; look at both.`;
    case 'not_comparable':
      return 'Fewer than two different candidates could be scored, so there is no first.';
  }
}
