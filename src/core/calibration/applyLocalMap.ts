import { percentile } from '../scoring/calibrate';
import type { ScoredVerdict, Verdict } from '../scoring/verdict';
import type { LocalMap } from './learning';
import { mapped } from './localMap';

/**
 * A verdict as the outcomes of this repository correct it. The interval holds both doubts: how well the model's own map
 * is known, and how well the local one is. A verdict of another model, version or regime stays as it is.
 */
export function withLocalMap(verdict: Verdict, map: LocalMap): Verdict {
  if (verdict.kind === 'notScored' || !belongs(verdict, map)) return verdict;
  const { score, interval, hunks, files, producedBy } = verdict;
  const own = mapped(score, map);
  const replicates = map.replicates.map(replicate => mapped(score, replicate)).sort((a, b) => a - b);
  const low = Math.min(own, mapped(interval.low, map), percentile(replicates, 0.05) ?? own);
  const high = Math.max(own, mapped(interval.high, map), percentile(replicates, 0.95) ?? own);
  const shifted = <Part extends { readonly delta: number }>(part: Part): Part => ({
    ...part,
    delta: own - mapped(score - part.delta, map),
  });
  return {
    ...verdict,
    score: own,
    interval: { low, high },
    hunks: hunks.map(shifted),
    files: files.map(shifted),
    producedBy: { ...producedBy, local: { outcomes: map.sampleSize, modelScore: score } },
  };
}

function belongs({ regime, producedBy }: ScoredVerdict, map: LocalMap): boolean {
  return regime === map.regime && producedBy.model === map.model && producedBy.version === map.version;
}
