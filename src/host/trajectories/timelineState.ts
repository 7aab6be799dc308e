import type { TimelineMark, TimelineRow, TimelineState } from '../../core/protocol/timeline';
import { pathEnd } from '../../core/evidence/stepReading';
import type { Step, ToolCall, Trajectory } from '../../core/trajectory/trajectory';
import { confidenceWord } from '../../core/scoring/confidenceWord';
import { linesText, percent, pointsText } from '../../core/scoring/wording';
import { originText } from './trajectoryWords';
import { countText } from '../../core/text/countText';
import { andMore } from '../../core/text/andMore';

/** The score of the change as it was after a step. */
export interface StepScore {
  readonly step: number;
  /** Null where there was nothing to score: everything undone, or comments alone. */
  readonly score: number | null;
}

/** Everything the timeline's words are made from. */
export interface TimelineFacts {
  readonly id: string;
  readonly trajectory: Trajectory;
  /** "Recording", "Claude Code, live", "May 3, 2026, 12:03 PM" */
  readonly status: string;
  readonly live: boolean;
  /** In the order of their steps. */
  readonly scores: readonly StepScore[];
  readonly note: string;
  readonly calibration: string;
  readonly problems: readonly string[];
}

const MAX_LABEL = 160;
const MAX_MOVERS = 3;
/** Less is no movement that a person should look at. */
const LEAST_MOVE = 0.02;

/** The timeline's snapshot: all sentences are made here, so that they can be read and tested without a browser. */
export function timelineState(facts: TimelineFacts): TimelineState {
  const { trajectory, scores } = facts;
  const { steps, task, origin } = trajectory;
  const byStep = new Map(scores.map(({ step, score }) => [step, score]));
  return {
    kind: 'trajectory',
    id: facts.id,
    title: task?.title.slice(0, MAX_LABEL) ?? 'No task',
    summary: [facts.status, originText(origin), countText(steps.length, 'step')].join(' · '),
    live: facts.live,
    rows: steps.map(step => rowOf(step, byStep.get(step.id))),
    score: {
      points: scores.map(({ step, score }) => ({ step, score })),
      sentence: lineSentence(scores),
      movers: movers(scores).map(({ step, delta }) => ({
        step,
        influence: pointsText(delta),
        label: labelOf(steps[step - 1]),
      })),
      note: facts.note,
      calibration: facts.calibration,
    },
    problems: facts.problems,
  };
}

function rowOf(step: Step, score: number | null | undefined): TimelineRow {
  return {
    mark: markOf(step),
    label: labelOf(step),
    detail: detailOf(step),
    ...scoreWords(score),
  };
}

function scoreWords(score: number | null | undefined): Pick<TimelineRow, 'score' | 'spokenScore'> {
  if (score === undefined) return { score: '', spokenScore: '' };
  if (score === null) return { score: 'not scored', spokenScore: 'not scored' };
  return { score: percent(score), spokenScore: `score ${percent(score)}` };
}

function markOf({ kind, command, exitCode }: Step): TimelineMark {
  switch (kind) {
    case 'edit':
      return 'edit';
    case 'test':
      return exitCode === null ? 'test' : exitCode === 0 ? 'testPassed' : 'testFailed';
    case 'run':
      return /^git\s/.test(command ?? '') ? 'git' : 'command';
    case 'message':
    case 'think':
      return 'message';
    case 'view':
    case 'search':
      return 'look';
    case 'submit':
    case 'other':
      return 'other';
  }
}

/** As the recorder words it: what nobody typed here. */
const UNTYPED_EDIT =
  /^((?:Created|Deleted|Renamed|Changed) on disk|Changed while nothing was recorded|Already changed when the recording began):? (.+)$/;

/** The one line that says what a step was. */
export function labelOf(step: Step | undefined): string {
  if (step === undefined) return '';
  const { call, command, message, reasoning, kind, patch } = step;
  const text = kind === 'message' ? message || command : (command ?? (message || reasoning));
  const first = (text ?? '').split('\n').find(part => part.trim() !== '') ?? kind;
  // A call's text begins with the bare name of the tool.
  const line = call !== null && first === call.name ? `${first} ${subjectOf(call) || filesOf(patch)}` : first;
  const git = /^git\s/.test(line) && message !== '' ? message.replace(/^commit[^:]*: /, `${line}: `) : line;
  // The mark says that it is an edit; in a narrow view the name of the file is what counts.
  return git
    .replace(/^Edited(?: and saved)? /, '')
    .replace(UNTYPED_EDIT, (_, how: string, files: string) => `${files}, ${how.toLowerCase()}`)
    .trim()
    .slice(0, MAX_LABEL);
}

/** What a tool was used on: the file, the pattern; '' when its arguments do not say. */
function subjectOf({ arguments: args }: ToolCall): string {
  const subject = Object.entries(args).find(
    ([name, value]) => typeof value === 'string' && /path|file|pattern|query|url/i.test(name),
  )?.[1];
  if (typeof subject !== 'string') return '';
  return subject.startsWith('/') ? pathEnd(subject) : (subject.split('\n', 1)[0] ?? '');
}

/** The file that a diff changes first, and how many others; '' without one. As cheap as `sizeOf`. */
function filesOf(patch: string | null): string {
  const files = (patch ?? '').matchAll(/^diff --git .* b\/(.+)$/gm);
  return andMore([...files].map(([, path = '']) => path));
}

function detailOf({ kind, exitCode, patch }: Step): string {
  if (kind === 'edit' && patch !== null) return sizeOf(patch);
  return exitCode === null || exitCode === 0 ? '' : `exit ${exitCode}`;
}

/** Counted without reading the diff: there may be thousands of steps, and every one is told anew with each snapshot. */
function sizeOf(patch: string): string {
  const added = patch.match(/^\+(?!\+\+ )/gm)?.length ?? 0;
  const removed = patch.match(/^-(?!-- )/gm)?.length ?? 0;
  return linesText({ added, removed });
}

/** The steps that moved the score most, most first. The first score has nothing before it to move. */
export function movers(
  scores: readonly StepScore[],
): readonly { readonly step: number; readonly delta: number }[] {
  return scores
    .slice(1)
    .map(({ step, score }, index) => {
      const before = scores[index]?.score ?? null;
      return { step, delta: score === null || before === null ? 0 : score - before };
    })
    .filter(({ delta }) => Math.abs(delta) >= LEAST_MOVE)
    .sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta) || a.step - b.step)
    .slice(0, MAX_MOVERS);
}

function lineSentence(scores: readonly StepScore[]): string {
  const first = scores.find(({ score }) => score !== null);
  const last = scores.at(-1);
  if (last === undefined || first === undefined || first.score === null) return 'No step has a score yet.';
  const now =
    last.score === null
      ? `none after step ${last.step}`
      : `${percent(last.score)}, ${confidenceWord(last.score)}, after step ${last.step}`;
  if (scores.length === 1) return `Score: ${now}.`;
  return `Score after each edit: ${percent(first.score)} after step ${first.step}; ${now}.`;
}
