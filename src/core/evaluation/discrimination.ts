import { groupBy } from './grouping';
import { mean } from './mean';
import type { LabelledScore } from './labelledScore';

/**
 * Area under the ROC curve: the share of pairs of a resolved and an unresolved candidate in which the resolved one
 * has the higher score, a tie counting half (Mann & Whitney's U). Null unless both labels occur.
 */
export function pooledAuc(rows: readonly LabelledScore[]): number | null {
  const sorted = [...rows].sort((a, b) => a.score - b.score);
  let resolvedRankSum = 0;
  let resolved = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start;
    let resolvedHere = 0;
    for (; end < sorted.length && sorted[end]?.score === sorted[start]?.score; end++) {
      if (sorted[end]?.label === true) resolvedHere++;
    }
    // Tied rows share the mean of their 1-based ranks.
    resolvedRankSum += resolvedHere * ((start + 1 + end) / 2);
    resolved += resolvedHere;
    start = end;
  }
  const unresolved = sorted.length - resolved;
  if (resolved === 0 || unresolved === 0) return null;
  return (resolvedRankSum - (resolved * (resolved + 1)) / 2) / (resolved * unresolved);
}

/** Mean over the tasks that have both labels of the AUC among the task's own candidates. Null without such a task. */
export function withinTaskAuc(rows: readonly LabelledScore[]): number | null {
  return mean(aucs(groupBy(rows, row => row.taskId).values()).map(({ auc }) => auc));
}

/** Rows a submission needs before its own AUC counts. */
const MIN_SUBMISSION_ROWS = 20;

/**
 * Mean over submissions with at least `MIN_SUBMISSION_ROWS` rows and both labels of the AUC inside the submission,
 * weighted by its rows: how well scores tell good from bad when who wrote the patch tells nothing.
 */
export function withinSubmissionAuc(rows: readonly LabelledScore[]): number | null {
  const known = rows.filter(row => row.submission !== null);
  const groups = [...groupBy(known, row => row.submission ?? '').values()];
  const parts = aucs(groups.filter(group => group.length >= MIN_SUBMISSION_ROWS));
  const weight = parts.reduce((sum, part) => sum + part.rows, 0);
  return weight === 0 ? null : parts.reduce((sum, part) => sum + part.auc * part.rows, 0) / weight;
}

function aucs(groups: Iterable<readonly LabelledScore[]>): { readonly auc: number; readonly rows: number }[] {
  return [...groups].flatMap(group => {
    const auc = pooledAuc(group);
    return auc === null ? [] : [{ auc, rows: group.length }];
  });
}
