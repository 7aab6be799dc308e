import type { EvidenceGroup } from '../../core/evidence/evidence';
import type { RankPatchesOutput, ScorePatchOutput } from '../../core/protocol/agentTools';
import { reviewNotes } from '../../core/review/reviewNotes';
import type { WhereToLook } from '../../core/review/whereToLook';
import { confidenceWord } from '../../core/scoring/confidenceWord';
import type { Provenance, ScoredVerdict } from '../../core/scoring/verdict';
import { standingText } from '../../core/scoring/standingText';
import { percentReached } from '../../core/scoring/wording';
import type { Task } from '../../core/task/task';
import { shortened } from '../../core/text/shortened';
import { orderText } from '../../core/review/placeWords';
import type { ReadChange } from '../change/readChange';

/** How many places to look at first are named where nobody says how many. */
export const PLACES = 10;

/** As much of a task as a sentence bears. */
const MAX_TITLE = 200;

/** A number as an agent reads it: far finer than what it says, without the digits that cost more than they tell. */
function legible(value: number): number {
  return Number(value.toFixed(4));
}

/** @param value null: there is none */
export function legibleOrNull(value: number | null): number | null {
  return value === null ? null : legible(value);
}

/** A score as a tool answers with it. */
export function scoreOutput({ score, interval, perhapsOtherTask }: ScoredVerdict) {
  return {
    score: legible(score),
    low: legible(interval.low),
    high: legible(interval.high),
    word: confidenceWord(score),
    perhaps_other_task: perhapsOtherTask,
  };
}

/** What a verdict says of a change, as a tool answers with it: the score, where to look first, and what it rests on. */
export function verdictOutput(
  verdict: ScoredVerdict,
  { hunks }: WhereToLook,
  change: Pick<ReadChange, 'files' | 'problems'>,
  count: number,
) {
  return {
    ...scoreOutput(verdict),
    places: hunks.slice(0, count).map(({ path, line, added, removed, delta }) => ({
      path,
      line: line + 1,
      added,
      removed,
      influence: legibleOrNull(delta),
    })),
    notes: [...reviewNotes(change, verdict)],
    produced_by: provenanceOutput(verdict.producedBy),
  };
}

/** The numbers that the score rests on, by their names; most are zero, which says nothing. */
export function evidenceOutput(evidence: ScoredVerdict['evidence']): ScorePatchOutput['evidence'] {
  const of = (group: EvidenceGroup) =>
    Object.fromEntries(
      evidence
        .filter(item => item.group === group && item.value !== 0)
        .map(({ name, value }) => [name, legible(value)]),
    );
  const isKnown = evidence.some(({ group }) => group === 'static');
  return { patch: of('patch'), ...(isKnown && { static: of('static') }) };
}

export function provenanceOutput({
  model,
  version,
  regime,
  calibratedOn,
  resolvedShare,
  calibrationError,
}: Provenance) {
  return {
    model,
    version,
    regime,
    calibrated_on: calibratedOn,
    resolved_share: legible(resolvedShare),
    calibration_error: legible(calibrationError),
  };
}

/** A verdict on one change in a few sentences. */
export function verdictSentences(verdict: ScoredVerdict, task: Task, places: WhereToLook): string {
  return `${standingText(verdict)}. Task: "${shortened(task.title, MAX_TITLE)}". ${orderText(places)}`;
}

/**
 * Who is ahead, how sure that is, and what that score is worth, in a few sentences.
 *
 * @param verdict on the first
 */
export function rankingSentences(
  call: RankPatchesOutput['call'],
  first: readonly string[],
  verdict: ScoredVerdict,
  orderedRightly: number | null,
): string {
  const names = first.join(' = ');
  const rate =
    orderedRightly === null
      ? ''
      : `; held-out pairs this far apart were ordered correctly ${percentReached(orderedRightly)} of the time`;
  const standing = standingText(verdict);
  switch (call) {
    case 'clear':
      return `${names} is clearly ahead${rate}. It has ${standing}.`;
    case 'too_close_to_call':
      return `Too close to call between the first two${rate}; look at both. The first has ${standing}.`;
    case 'not_comparable':
      return `Fewer than two different candidates could be scored, so there is no first. ${names} has ${standing}.`;
  }
}
