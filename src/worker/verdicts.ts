import { EVIDENCE_GROUPS, type Evidence } from '../core/evidence/evidence';
import { EVIDENCE_FEATURES } from '../core/evidence/features';
import type { Manifest } from '../core/model/manifest';
import { calibrate } from '../core/scoring/calibrate';
import type { RegimeReading } from '../core/scoring/regimeReading';
import { notScored } from '../core/scoring/notScored';
import type { EvidenceItem, NotScoredVerdict, Regime, ScoredVerdict } from '../core/scoring/verdict';
import { isTimeout } from '../platform/process/withinTime';
import type { PatchAnswer } from './prefill';
import { StoppedByQueue } from './requestQueue';

/** A reading, and what the model answers. */
export type AnsweredReading = RegimeReading & PatchAnswer;

/** Turns an answer into what people see, by the calibration of the regime it was read in. */
export function scoredVerdict(
  manifest: Manifest,
  regime: Regime,
  { logit, ownTask, evidence, map, trajectory }: AnsweredReading,
  rest: Pick<ScoredVerdict, 'hunks' | 'files' | 'dropped' | 'problems'>,
): ScoredVerdict {
  return {
    kind: 'scored',
    regime,
    ...calibrate(logit, map),
    logit,
    perhapsOtherTask: ownTask < manifest.ownTask.doubtedBelow,
    evidence: evidenceItems(evidence),
    ...rest,
    producedBy: {
      model: manifest.name,
      version: manifest.version,
      regime,
      trajectory,
      calibratedOn: map.sampleSize,
      resolvedShare: map.resolvedShare,
      calibrationError: map.ece,
    },
  };
}

/** The verdict of a request that ended before its score: `reason` is that of its signal. */
export function stoppedVerdict(reason: unknown): NotScoredVerdict {
  if (reason instanceof StoppedByQueue) return notScored('cancelled', reason.message);
  return notScored(isTimeout(reason) ? 'timeout' : 'cancelled');
}

/** The evidence for people, who are told no share of nothing: it is read as 1 where no name was added at all. */
function evidenceItems(evidence: Evidence): EvidenceItem[] {
  const items = EVIDENCE_GROUPS.flatMap(group =>
    (evidence[group] ?? []).flatMap((value, i) => {
      const feature = EVIDENCE_FEATURES[group][i];
      return feature ? [{ group, ...feature, value }] : [];
    }),
  );
  const addsNames = items.some(({ name, value }) => name === 'namesAdded' && value > 0);
  return addsNames ? items : items.filter(({ name }) => name !== 'newNamesShare');
}
