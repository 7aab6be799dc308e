import { shortPaths } from '../../core/review/shortPaths';
import { originText } from '../../core/candidates/candidate';
import type {
  ActionButton,
  AlternativesView,
  CallView,
  DifferenceView,
  GroupView,
  MessageView,
} from '../../core/protocol/panel';
import { blindNames, blindNumber } from '../../core/ranking/blindNames';
import type { OneSided, PatchDifference } from '../../core/ranking/difference';
import type { RankedGroup, Ranking } from '../../core/ranking/ranking';
import type { Verdict } from '../../core/scoring/verdict';
import { calibrationText, linesText, percent, percentReached } from '../../core/scoring/wording';
import type { Standing } from '../candidates/alternatives';
import type { Alternative } from '../candidates/alternative';
import { sameChange } from '../candidates/sameChange';
import { ACTIONS, messageView } from '../problem';
import type { Review } from '../review/changeReview';
import { scoreView } from './scoreView';
import { countText } from '../../core/text/countText';
import { shortened } from '../../core/text/shortened';

/** What a person decided about the candidates. */
export interface ChoicesFacts {
  /** Sources are hidden until a choice is made. */
  readonly hidden: boolean;
  /** Id of the candidate that was chosen. */
  readonly chosen: string | null;
}

export interface AlternativesFacts {
  readonly candidates: readonly Alternative[];
  readonly standing: Standing;
  readonly choices: ChoicesFacts;
  readonly review: Review;
}

const ADD: readonly ActionButton[] = [
  ACTIONS.addCandidates,
  ACTIONS.compareBranches,
  ACTIONS.addCurrentChange,
];

const HIDDEN = 'Sources are hidden until you apply or keep a candidate';

/** The section of the alternatives, in words. */
export function alternativesView({
  candidates,
  standing,
  choices,
  review,
}: AlternativesFacts): AlternativesView {
  if (standing.kind === 'message') {
    const reason = messageView(standing.problem);
    return candidates.length === 0 ? reason : unscoredView(reason, candidates, choices);
  }
  if (standing.kind === 'empty') {
    return {
      kind: 'message',
      error: false,
      ...(candidates.length === 0
        ? {
            sentence: 'Add two or more patches for the same task to see which one is most likely right.',
            actions: ADD,
          }
        : { sentence: 'Their ranking appears here.', actions: [] }),
    };
  }
  const { ranking, difference, stepsRead } = standing;
  const names = choices.hidden ? blindNames(ranking) : null;
  const byId = new Map(candidates.map(candidate => [candidate.id, candidate]));
  const shown = ranking.groups.flatMap((group, index) =>
    groupView(group, ranking.groups[index + 1], { byId, names, chosen: choices.chosen, review }),
  );
  const scored = ranking.groups.find(group => group.verdict.kind === 'scored')?.verdict;
  return {
    kind: 'ranked',
    groups: shown,
    call: callView(ranking),
    difference: difference === null ? null : differenceView(difference),
    unranked: unrankedText(shown),
    hidden: choices.hidden ? `${HIDDEN}; the letters follow the ranking.` : null,
    calibration: scored?.kind === 'scored' ? calibrationText(scored.producedBy) : null,
    steps: stepsText(candidates, stepsRead),
    problems: [
      ...new Set(
        ranking.groups.flatMap(({ verdict }) => (verdict.kind === 'scored' ? verdict.problems : [])),
      ),
    ],
    actions: actionsOn(candidates, choices),
  };
}

/** A scorer that fails takes the candidates from nobody: they can still be compared, applied and tested. */
function unscoredView(
  reason: MessageView,
  candidates: readonly Alternative[],
  choices: ChoicesFacts,
): AlternativesView {
  const { hidden, chosen } = choices;
  return {
    kind: 'unscored',
    reason,
    members: candidates.map((candidate, index) => ({
      id: candidate.id,
      label: hidden ? blindNumber(index) : candidate.label,
      origin: [...(hidden ? [] : [sourceText(candidate)]), 'not scored'].join(' · '),
      chosen: candidate.id === chosen,
    })),
    hidden: hidden ? `${HIDDEN}.` : null,
    actions: actionsOn(candidates, choices),
  };
}

function actionsOn(candidates: readonly Alternative[], { hidden }: ChoicesFacts): readonly ActionButton[] {
  // It follows the edits once it is there.
  const followed = candidates.some(({ origin }) => origin.kind === 'current');
  const add = followed ? ADD.filter(button => button !== ACTIONS.addCurrentChange) : ADD;
  const compare = candidates.length < 2 ? [] : [ACTIONS.compareCandidates];
  return [...add, ...compare, hidden ? ACTIONS.showSources : ACTIONS.hideSources, ACTIONS.clearCandidates];
}

interface GroupNames {
  readonly byId: ReadonlyMap<string, Alternative>;
  /** Names that hide the source; null: the candidates' own. */
  readonly names: ReadonlyMap<string, string> | null;
  readonly chosen: string | null;
  readonly review: Review;
}

/** None when all its members were removed while the ranking was made. */
function groupView(
  { rank, members, verdict }: RankedGroup,
  next: RankedGroup | undefined,
  { byId, names, chosen, review }: GroupNames,
): readonly GroupView[] {
  const known = members.flatMap(id => byId.get(id) ?? []);
  const [first] = known;
  if (first === undefined) return [];
  return [
    {
      rank,
      members: known.map((candidate, index) => ({
        id: candidate.id,
        label: names === null ? candidate.label : (names.get(candidate.id) ?? 'Candidate'),
        origin: [
          ...(index === 0 ? [] : ['same change as above']),
          ...(names === null ? [sourceText(candidate)] : []),
        ].join(' · '),
        chosen: candidate.id === chosen,
      })),
      score: verdict.kind === 'scored' ? scoreView(verdict) : null,
      reason: verdict.kind === 'scored' ? null : verdict.message,
      // Whoever reads it knows which candidate the current change is.
      alone: names === null ? aloneText(first, verdict, review) : null,
      margin: next === undefined ? null : marginText(verdict, next),
    },
  ];
}

/** One change has two scores on the screen where it is the current one, or was applied, and is ranked as well. */
function aloneText(candidate: Alternative, verdict: Verdict, review: Review): string | null {
  if (verdict.kind !== 'scored' || verdict.regime !== 'set' || review.kind !== 'scored' || review.stale)
    return null;
  const alone = percent(review.verdict.score);
  if (alone === percent(verdict.score) || !sameChange(candidate, review.change)) return null;
  return `${alone} by itself, as shown for the current change; here its agreement with the others counts too.`;
}

function unrankedText([first, ...others]: readonly GroupView[]): string | null {
  if (first === undefined || others.length > 0) return null;
  return first.members.length === 1
    ? 'Add another patch for the same task to rank the two.'
    : 'All of them make the same change: there is nothing to rank.';
}

/** "session of Claude Code, 42 steps" */
function sourceText({ origin, steps = [] }: Alternative): string {
  const known = steps.length === 0 ? '' : `, ${countText(steps.length, 'step')}`;
  return originText(origin) + known;
}

function stepsText(candidates: readonly Alternative[], read: boolean): string | null {
  const known = candidates.filter(({ steps = [] }) => steps.length > 0).length;
  if (known === 0) return null;
  if (read) return 'How the change was made counts too: the steps that led to it were read.';
  return `The steps that led to ${known} of ${candidates.length} candidates are known. They count when a candidate is scored by itself; a ranking compares the patches alone.`;
}

/** From the percentages that are shown: of 25 % and 22 % nobody would believe that they lie 4 points apart. */
function marginText(verdict: Verdict, { rank, verdict: behind }: RankedGroup): string | null {
  if (verdict.kind !== 'scored' || behind.kind !== 'scored') return null;
  const points = Math.round(verdict.score * 100) - Math.round(behind.score * 100);
  if (points === 0) return `Less than 1 point ahead of number ${rank}`;
  return `${countText(points, 'point')} ahead of number ${rank}`;
}

function callView({ call, orderedRightly }: Ranking): CallView | null {
  if (call === null || orderedRightly === null) return null;
  const rate = `With a lead like this, the first was the better one in ${percentReached(orderedRightly)} of held-out pairs`;
  return call === 'clear'
    ? { kind: 'clear', title: 'Clear', explanation: `${rate}.` }
    : {
        kind: 'tooClose',
        title: 'Too close to call',
        explanation: `${rate}: too few to decide by score alone, so look at both.`,
      };
}

/** Longest list that is shown; the diff shows the rest. */
const MAX_NAMED = 4;
/** Of a guard, which may be a whole line of code. */
const MAX_NAME = 90;

function differenceView({ first, second }: PatchDifference): DifferenceView {
  const nameOf = shortPaths([...first.files, ...second.files]);
  const sides = [
    { label: 'Only number 1', lines: sideLines(first, nameOf) },
    { label: 'Only number 2', lines: sideLines(second, nameOf) },
  ].filter(({ lines }) => lines.length > 0);
  const sizes = `lines of code ${sizeText(first)} against ${sizeText(second)}`;
  return sides.length === 0
    ? { title: `Numbers 1 and 2 touch the same files, functions and guards (${sizes}).`, sides }
    : { title: `How numbers 1 and 2 differ in what they touch (${sizes}):`, sides };
}

type DifferenceLine = DifferenceView['sides'][number]['lines'][number];

function sideLines(
  { files, functions, guards, tests }: OneSided,
  nameOf: (path: string) => string,
): readonly DifferenceLine[] {
  return [
    ...(files.length === 0 ? [] : [differenceLine('changes', files.map(nameOf))]),
    ...(functions.length === 0 ? [] : [differenceLine('touches', functions)]),
    ...(guards.length === 0
      ? []
      : [differenceLine(guards.length === 1 ? 'adds a guard:' : 'adds guards:', guards)]),
    ...(tests ? [differenceLine('changes tests too', [])] : []),
  ];
}

function differenceLine(what: string, names: readonly string[]): DifferenceLine {
  const shown = names.slice(0, MAX_NAMED).map(name => shortened(name, MAX_NAME));
  return { what, names: shown, more: names.length - shown.length };
}

function sizeText({ addedLines, removedLines }: OneSided): string {
  return linesText({ added: addedLines, removed: removedLines }).replace(' ', '\u00a0');
}
