import type { DroppedPart } from '../render/modelInput';
import { confidenceWord } from './confidenceWord';
import type { EvidenceItem, Interval, Provenance, ScoredVerdict, TrajectoryUse } from './verdict';
import { countText } from '../text/countText';

/** Numbers in words: the same in the editor and in the terminal. */

/** Keeps a number and its unit on one line. */
const NARROW_SPACE = '\u00a0';

/** "62 %" */
export function percent(share: number): string {
  return `${Math.round(share * 100)}${NARROW_SPACE}%`;
}

/** The same rounded down: what is below a bar that is stated in whole percent is never said to reach it. */
export function percentReached(share: number): string {
  return percent(Math.floor(share * 100 + 1e-9) / 100);
}

/** "54–69 %" */
export function intervalText({ low, high }: Interval): string {
  return `${Math.round(low * 100)}–${percent(high)}`;
}

/** "62 % likely", "34 %, unlikely": with a comma, or the number would seem to measure the unlikeliness. */
export function shortText(score: number): string {
  const word = confidenceWord(score);
  return word === 'likely' ? `${percent(score)} ${word}` : `${percent(score)}, ${word}`;
}

/** "62 % likely (54–69 %)" */
export function scoreText(verdict: Pick<ScoredVerdict, 'score' | 'interval'>): string {
  return `${shortText(verdict.score)} (${intervalText(verdict.interval)})`;
}

/**
 * How much of a change the model did not read for lack of room: one sentence, or null when it read all of it. Context and
 * surroundings that were left out are not counted: they are not the change.
 *
 * @param all changed lines of code of the change, where they were counted
 */
export function unreadText(dropped: readonly DroppedPart[], all: number | null): string | null {
  const lines = dropped.filter(({ what }) => what === 'lines');
  const unread = lines.reduce((sum, part) => sum + part.lines, 0);
  if (unread === 0) return null;
  const files = countText(new Set(lines.map(({ path }) => path)).size, 'file');
  const count =
    all === null
      ? countText(unread, 'changed line')
      : `${unread.toLocaleString('en')} of ${countText(all, 'changed line')}`;
  return `The model reads a limited length: ${count} of code, in ${files}, did not fit; it knows only numbers about them, such as their count.`;
}

/** Stands beside a score where `otherTaskText` has something to say. */
export const OTHER_TASK_MARK = 'another task?';

/** That a change may be for another task; null where nothing speaks for it. */
export function otherTaskText({ perhapsOtherTask }: Pick<ScoredVerdict, 'perhapsOtherTask'>): string | null {
  return perhapsOtherTask
    ? 'The change may be for another task: it touches little of what this one speaks of. Check that the task is the right one.'
    : null;
}

/** What a reader of a score must know besides it, in sentences: that it may be for another task, and how much was not read. */
export function reservations(
  verdict: Pick<ScoredVerdict, 'dropped' | 'perhapsOtherTask'>,
  all: number | null,
): readonly string[] {
  return [otherTaskText(verdict), unreadText(verdict.dropped, all)].filter(text => text !== null);
}

const TRAJECTORY: Readonly<Record<TrajectoryUse, string>> = {
  none: '',
  read: ' with the steps that led to it',
  notCalibrated: ' without the steps that led to it, for which this model is not calibrated',
};

/** What a score was calibrated on and what produced it; no score is shown without it. */
export function calibrationText({
  model,
  version,
  calibratedOn,
  resolvedShare,
  calibrationError,
  regime,
  trajectory,
  local,
}: Provenance): string {
  const sample = `${calibratedOn.toLocaleString('en')} held-out labelled patches (average: ${percent(resolvedShare)} resolved their task)`;
  const corrected =
    local === undefined
      ? ''
      : `; corrected with ${local.outcomes.toLocaleString('en')} outcomes of this repository`;
  const how = regime === 'set' ? 'each compared with other candidates' : 'each scored by itself';
  return `Calibrated on ${sample}, ${how}${TRAJECTORY[trajectory]}; calibration error (ECE) ${calibrationError.toFixed(2)}${corrected}. Model: ${model} ${version}.`;
}

/** A difference of scores: "+12 points", "−3 points", "under 1 point". */
export function pointsText(delta: number): string {
  const points = Math.round(delta * 100);
  if (points === 0) return 'under 1 point';
  return `${points > 0 ? '+' : '−'}${countText(Math.abs(points), 'point')}`;
}

/** "+3 −1": lines that a change adds and removes. */
export function linesText({ added, removed }: { readonly added: number; readonly removed: number }): string {
  return `+${added} −${removed}`;
}

/** What is so or not so: "the task shows code". */
const STATEMENT = /^(?:the task (?:shows|says|opens)|the last test run|a test was|something failed|only) /;
const COMPARISON = /, compared with /;
const SHARE = /^(?:share|overlap) /;

/** An evidence number: a statement as yes or no, shares in percent, their differences in points, whole numbers as they are, others with two digits. */
export function valueText({ description, value }: Pick<EvidenceItem, 'description' | 'value'>): string {
  if (STATEMENT.test(description)) return value === 0 ? 'no' : 'yes';
  if (COMPARISON.test(description)) return pointsText(value);
  if (SHARE.test(description)) return percent(value);
  const number = Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(2);
  return number.replace('-', '−');
}

const DROPPED: Readonly<Record<DroppedPart['what'], string>> = {
  task: 'of the task',
  scope: 'of the code around the change',
  context: 'of context',
  lines: 'of the change',
};

/** "12 lines of context in src/cart.ts": what the model did not read for lack of room. */
function droppedText({ path, what, lines }: DroppedPart): string {
  const count = `${countText(lines, 'line')} ${DROPPED[what]}`;
  return path === null ? count : `${count} in ${path}`;
}

/** A change of thousands of files leaves thousands of sentences; nobody reads on. */
const MAX_DROPPED = 10;

/** What did not fit, as so many sentences as are read; the last one says how much more it is. */
export function droppedTexts(parts: readonly DroppedPart[]): readonly string[] {
  const told = parts.slice(0, MAX_DROPPED);
  const rest = parts.slice(MAX_DROPPED);
  const lines = rest.reduce((sum, part) => sum + part.lines, 0);
  const files = new Set(rest.map(({ path }) => path)).size;
  const more = `${countText(lines, 'more line')} of changes and the code around them in ${countText(files, 'file')}`;
  return rest.length === 0 ? told.map(droppedText) : [...told.map(droppedText), more];
}
