import type { RankedGroup, Ranking } from '../ranking/ranking';
import { byCodeUnit } from '../text/byCodeUnit';
import { intervalOf, resampleTasks } from './bootstrap';
import { DEFAULT_EVALUATION, type Measure } from './evaluate';
import { mean } from './mean';

/** What a ranking says of its first place, with the outcomes of its first two. */
export interface LabelledCall {
  readonly taskId: string;
  readonly call: 'clear' | 'tooClose';
  /** How often the ranking says that two so far apart are ordered rightly, in [0.5, 1]. */
  readonly orderedRightly: number;
  /** Whether it resolved the task; null where that is not known of any equivalent candidate, or they do not agree. */
  readonly first: boolean | null;
  readonly second: boolean | null;
}

/**
 * The call of a task's ranking; null when nothing was called.
 *
 * @param outcomes by candidate; null where it is not known
 */
export function labelledCall(
  taskId: string,
  { groups: [first, second], call, orderedRightly }: Ranking,
  outcomes: ReadonlyMap<string, boolean | null>,
): LabelledCall | null {
  if (!first || !second || call === null || orderedRightly === null) return null;
  return {
    taskId,
    call,
    orderedRightly,
    first: outcomeOf(first, outcomes),
    second: outcomeOf(second, outcomes),
  };
}

function outcomeOf({ members }: RankedGroup, outcomes: ReadonlyMap<string, boolean | null>): boolean | null {
  const known = new Set(members.map(id => outcomes.get(id) ?? null).filter(outcome => outcome !== null));
  const [outcome = null] = known;
  return known.size === 1 ? outcome : null;
}

export interface CallsReport {
  readonly clear: CallMeasures;
  readonly tooClose: CallMeasures;
  /** Ranked tasks of whose first or second place no outcome is known, or more than one. They are in no figure. */
  readonly leftOut: number;
}

export interface CallMeasures {
  /** Tasks that were called so. */
  readonly tasks: number;
  /** Share of them whose first place resolves the task. */
  readonly firstResolves: Measure;
  /** Of these tasks, the ones where either the first or the second place resolves it, and not both. */
  readonly decided: number;
  /** Share of the decided whose first place is the one that resolves the task. */
  readonly firstRight: Measure;
  /** Mean over the decided of what the ranking itself stated for that share. */
  readonly stated: number | null;
}

/** Measures whether calls hold: of those that were clear, and of those too close to call. The order of the calls changes nothing. */
export function evaluateCalls(calls: readonly LabelledCall[]): CallsReport {
  const known = calls.filter(isKnown).sort((a, b) => byCodeUnit(a.taskId, b.taskId));
  return {
    clear: measuresOf('clear', known),
    tooClose: measuresOf('tooClose', known),
    leftOut: calls.length - known.length,
  };
}

interface KnownCall extends LabelledCall {
  readonly first: boolean;
  readonly second: boolean;
}

function isKnown(call: LabelledCall): call is KnownCall {
  return call.first !== null && call.second !== null;
}

function measuresOf(kind: LabelledCall['call'], all: readonly KnownCall[]): CallMeasures {
  const called = (calls: readonly KnownCall[]) => calls.filter(({ call }) => call === kind);
  const decided = (calls: readonly KnownCall[]) =>
    called(calls).filter(({ first, second }) => first !== second);
  const shareOfFirst = (calls: readonly KnownCall[]) => mean(calls.map(({ first }) => (first ? 1 : 0)));
  const statistics = {
    firstResolves: (calls: readonly KnownCall[]) => shareOfFirst(called(calls)),
    firstRight: (calls: readonly KnownCall[]) => shareOfFirst(decided(calls)),
  };
  // All tasks are drawn from, as for every other figure: how many are called so is chance as well.
  const resampled = resampleTasks(all, statistics, DEFAULT_EVALUATION);
  const measure = (name: keyof typeof statistics): Measure => ({
    value: statistics[name](all),
    interval: intervalOf(resampled[name]),
  });
  return {
    tasks: called(all).length,
    firstResolves: measure('firstResolves'),
    decided: decided(all).length,
    firstRight: measure('firstRight'),
    stated: mean(decided(all).map(({ orderedRightly }) => orderedRightly)),
  };
}
