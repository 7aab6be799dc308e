import { originText } from '../../core/candidates/candidate';
import type {
  AlternativesView,
  CallView,
  ChangeView,
  GroupView,
  PanelState,
} from '../../core/protocol/panel';
import type { RankedGroup, Ranking } from '../../core/ranking/ranking';
import type { Task } from '../../core/task/task';
import type { Standing } from '../candidates/alternatives';
import type { Alternative } from '../candidates/candidate';
import { ACTIONS, type Problem } from '../problem';
import type { Review, Work } from '../review/changeReview';
import { hunkPlaces, type HunkPlace } from '../../core/review/hunkPlaces';
import { calibrationText, droppedText, percent, pointsText } from '../../core/scoring/wording';
import { evidenceViews, scoreView } from '../scoring/wording';

/** Everything the panel's words are made from. */
export interface PanelFacts {
  readonly task: Task | null;
  readonly taskFile: string;
  readonly review: Review;
  readonly reviewWork: Work | null;
  readonly candidates: readonly Alternative[];
  readonly standing: Standing;
  readonly standingWork: Work | null;
  readonly trusted: boolean;
}

/** More lines say nothing more; the full text is one click away. */
const MAX_BODY = 2_000;

/** The panel's snapshot: all sentences are made here, so that they can be read and tested without a browser. */
export function panelState(facts: PanelFacts): PanelState {
  const { task } = facts;
  return {
    task:
      task === null
        ? {
            kind: 'none',
            sentence: `No task is set. Say what the change should achieve, or write it in ${facts.taskFile || 'a file'}.`,
          }
        : {
            kind: 'set',
            title: task.title,
            body: task.body.slice(0, MAX_BODY),
            source: sourceText(task.source),
          },
    change: changeView(facts.review),
    changeWork: facts.reviewWork,
    alternatives: alternativesView(facts.candidates, facts.standing),
    alternativesWork: facts.standingWork,
    notices: facts.trusted
      ? []
      : [
          {
            sentence:
              'Restricted Mode: changes are scored, but this workspace’s own settings for the model folder and threads are ignored.',
            actions: [ACTIONS.manageTrust],
          },
        ],
  };
}

function messageView({ error, sentence, actions }: Problem) {
  return { kind: 'message' as const, error, sentence, actions };
}

function sourceText(source: string): string {
  switch (source) {
    case 'typed':
      return 'typed in';
    case 'clipboard':
      return 'from the clipboard';
    case 'selection':
      return 'from a selection';
    default:
      return `from ${source}`;
  }
}

function changeView(review: Review): ChangeView {
  if (review.kind === 'message') return messageView(review.problem);
  const { change, verdict, stale } = review;
  return {
    kind: 'scored',
    summary: changeSummary(change.files.length, change.baseName),
    score: scoreView(verdict),
    stale,
    evidence: evidenceViews(verdict.evidence),
    hunks: byInfluence(hunkPlaces(change.files, verdict.hunks)).map(place => ({
      id: place.id,
      place: placeText(place),
      delta: place.delta,
      influence: place.delta === null ? '' : pointsText(place.delta),
    })),
    dropped: verdict.dropped.map(droppedText),
    problems: [...change.problems, ...verdict.problems],
  };
}

function changeSummary(files: number, baseName: string): string {
  return `${files === 1 ? '1 file' : `${files} files`} changed since ${baseName}`;
}

function byInfluence(places: readonly HunkPlace[]): readonly HunkPlace[] {
  const size = ({ delta }: HunkPlace) => Math.abs(delta ?? 0);
  return [...places].sort((a, b) => size(b) - size(a));
}

function placeText({ path, line, exists }: HunkPlace): string {
  return exists ? `${path}, line ${line + 1}` : `${path}, deleted`;
}

function alternativesView(candidates: readonly Alternative[], standing: Standing): AlternativesView {
  const add = [ACTIONS.addPatchFiles, ACTIONS.compareBranches, ACTIONS.addCurrentChange];
  if (standing.kind === 'message') return messageView(standing.problem);
  if (standing.kind === 'empty') {
    return {
      kind: 'message',
      error: false,
      sentence: 'Add two or more patches for the same task to see which one is most likely right.',
      actions: add,
    };
  }
  const byId = new Map(candidates.map(candidate => [candidate.id, candidate]));
  const { ranking } = standing.result;
  const groups = ranking.groups.flatMap((group, index) => groupView(group, ranking.groups[index + 1], byId));
  const scored = ranking.groups.find(group => group.verdict.kind === 'scored')?.verdict;
  return {
    kind: 'ranked',
    groups,
    call: callView(ranking),
    calibration: scored?.kind === 'scored' ? calibrationText(scored.producedBy) : null,
    problems: ranking.groups.flatMap(({ verdict }) => (verdict.kind === 'scored' ? verdict.problems : [])),
    actions: [...add, ACTIONS.clearCandidates],
  };
}

/** None when all its members were removed while the ranking was made. */
function groupView(
  { rank, members, verdict, margin }: RankedGroup,
  next: RankedGroup | undefined,
  byId: ReadonlyMap<string, Alternative>,
): readonly GroupView[] {
  const known = members.flatMap(id => byId.get(id) ?? []);
  if (known.length === 0) return [];
  return [
    {
      rank,
      members: known.map(candidate => ({
        id: candidate.id,
        label: candidate.label,
        origin: originText(candidate.origin),
      })),
      score: verdict.kind === 'scored' ? scoreView(verdict) : null,
      reason: verdict.kind === 'scored' ? null : verdict.message,
      margin: margin === null || next === undefined ? null : marginText(margin, next.rank),
    },
  ];
}

function marginText(margin: number, nextRank: number): string {
  const points = Math.round(margin * 100);
  if (points === 0) return `Less than 1 point ahead of number ${nextRank}`;
  return `${points} ${points === 1 ? 'point' : 'points'} ahead of number ${nextRank}`;
}

function callView({ call, orderedRightly }: Ranking): CallView | null {
  if (call === null || orderedRightly === null) return null;
  const rate = `With a lead like this, the first was the better one in ${percent(orderedRightly)} of held-out pairs`;
  return call === 'clear'
    ? { kind: 'clear', title: 'Clear', explanation: `${rate}.` }
    : {
        kind: 'tooClose',
        title: 'Too close to call',
        explanation: `${rate}, too few to prefer it by score alone; look at both.`,
      };
}
