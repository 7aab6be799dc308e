import type { CandidateInput } from '../../core/protocol/scorer';
import type { Ranking } from '../../core/ranking/ranking';
import { sameChange } from './sameChange';

interface CountedOnce {
  readonly asked: readonly CandidateInput[];
  /** The ranking of what was asked about, with the current change at the place of the candidate that it is. */
  readonly placed: (ranking: Ranking) => Ranking;
}

/**
 * What the scorer is asked about: without the current change where it is another candidate that was applied or checked out. As a second
 * answer it would agree with itself, and of the candidates of a task nothing tells more than their agreement (ADR 40).
 */
export function countedOnce(
  candidates: readonly CandidateInput[],
  currentId: string | undefined,
): CountedOnce {
  const current = candidates.find(({ id }) => id === currentId);
  const other =
    current && candidates.find(candidate => candidate !== current && sameChange(candidate, current));
  if (current === undefined || other === undefined) return { asked: candidates, placed: ranking => ranking };
  return {
    asked: candidates.filter(candidate => candidate !== current),
    placed: ranking => ({
      ...ranking,
      groups: ranking.groups.map(group =>
        group.members.includes(other.id) ? { ...group, members: [...group.members, current.id] } : group,
      ),
    }),
  };
}
