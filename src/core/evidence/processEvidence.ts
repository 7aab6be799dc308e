import { pathOf, type Patch } from '../patch/patch';
import type { ProcessStep } from './processStep';
import { pathEnd, readStep, type CheckReading, type EditReading, type StepReading } from './stepReading';
import { share } from './averages';

/** How the change came about. */
export const processFeatures = {
  steps: 'steps that read, edited or ran something',
  looksBeforeEdit: 'files opened and searches made before the first edit',
  searches: 'searches',
  emptySearches: 'share of searches that found nothing',
  edits: 'edits',
  failedEdits: 'share of the edits that were refused',
  editedFiles: 'files edited along the way',
  wroteTest: 'a test was written or changed',
  restores: 'times that files were put back to an earlier state',
  firstEditAt: 'share of the steps before the first edit',
  checks: 'programs and tests run',
  testRuns: 'test runs',
  failingChecks: 'share of the runs that failed',
  failureBeforeEdit: 'something failed before the first edit, or with the edits put aside',
  fixRounds: 'failing runs that an edit followed',
  failureThenPass: 'something failed before the last edit and passed after it',
  passesAfterLastEdit: 'runs that passed after the last edit',
  failuresAfterLastEdit: 'runs that failed after the last edit',
  untestedEdits: 'edits after the last test run',
  lastTestPassed: 'the last test run passed',
  lastTestFailed: 'the last test run failed',
  testsPassed: 'most tests that passed in one run',
  repeated: 'commands repeated word for word',
} as const;

type ProcessFeature = keyof typeof processFeatures;

interface Placed<T> {
  readonly at: number;
  readonly what: T;
}

/** Shorter commands (`ls`) say nothing when they come again. */
const SHORT_COMMAND = 6;

/**
 * Values of `processFeatures` for the steps that led to a patch, or null without a step that did anything. They say nothing
 * of who took the steps, and no word of what was said is read: agents sound sure of themselves whatever they did.
 *
 * @param steps in the order they happened, as `processSteps` bounds them
 */
export function processEvidence(
  steps: readonly ProcessStep[],
  patch: Patch,
): Record<ProcessFeature, number> | null {
  const readings = steps.map(readStep);
  const active = readings.filter(isAction).length;
  if (active === 0) return null;

  const edits = placed(readings, reading => reading.edit);
  const accepted = edits.filter(({ what }) => !what.failed);
  const ofPatch = new Set(patch.files.map(file => pathEnd(pathOf(file))));
  const toSource = accepted.filter(
    ({ what }) =>
      what.of === 'source' || (what.of === 'scratch' && what.file !== null && ofPatch.has(what.file)),
  );
  const firstEdit = toSource[0]?.at ?? steps.length;
  const lastEdit = toSource.at(-1)?.at ?? -1;
  const checks = placed(readings, reading => reading.check);
  const tests = checks.filter(({ what }) => what.isTest && !what.withoutChange);
  const after = checks.filter(({ at, what }) => at > lastEdit && !what.withoutChange);
  const lastTest = tests.at(-1)?.what;
  const looks = placed(readings, reading => reading.look);
  const searches = looks.filter(({ what }) => what === 'search').length;

  return {
    steps: active,
    looksBeforeEdit: looks.filter(({ at }) => at < firstEdit).length,
    searches,
    emptySearches: share(readings.filter(reading => reading.empty).length, searches),
    edits: edits.length,
    failedEdits: share(edits.length - accepted.length, edits.length),
    editedFiles: new Set(accepted.map(({ what }) => what.file).filter(file => file !== null)).size,
    wroteTest: accepted.some(({ what }) => what.of === 'test') ? 1 : 0,
    restores: readings.filter(reading => reading.restores).length,
    firstEditAt: share(readings.slice(0, firstEdit).filter(isAction).length, active),
    checks: checks.length,
    testRuns: tests.length,
    failingChecks: share(checks.filter(hasFailed).length, checks.length),
    failureBeforeEdit: checks.some(
      check => (check.at < firstEdit || check.what.withoutChange) && hasFailed(check),
    )
      ? 1
      : 0,
    fixRounds: countFixRounds(edits, checks, firstEdit),
    failureThenPass:
      checks.some(check => check.at < lastEdit && hasFailed(check)) && after.some(hasPassed) ? 1 : 0,
    passesAfterLastEdit: after.filter(hasPassed).length,
    failuresAfterLastEdit: after.filter(hasFailed).length,
    untestedEdits: toSource.filter(({ at }) => at > (tests.at(-1)?.at ?? -1)).length,
    lastTestPassed: lastTest?.failed === false ? 1 : 0,
    lastTestFailed: lastTest?.failed ? 1 : 0,
    testsPassed: Math.max(0, ...tests.map(({ what }) => what.outcome?.passed ?? 0)),
    repeated: countRepeats(steps),
  };
}

function isAction(reading: StepReading): boolean {
  return reading.look !== null || reading.edit !== null || reading.check !== null;
}

function placed<T>(readings: readonly StepReading[], part: (reading: StepReading) => T | null): Placed<T>[] {
  return readings.flatMap((reading, at) => {
    const what = part(reading);
    return what === null ? [] : [{ at, what }];
  });
}

function hasFailed({ what }: Placed<CheckReading>): boolean {
  return what.failed === true;
}

function hasPassed({ what }: Placed<CheckReading>): boolean {
  return what.failed === false;
}

/** How often a change of source follows a failing run; several changes for one failure count once. */
function countFixRounds(
  edits: readonly Placed<EditReading>[],
  checks: readonly Placed<CheckReading>[],
  firstEdit: number,
): number {
  const failures = checks.filter(check => check.at > firstEdit && hasFailed(check)).map(({ at }) => at);
  return failures.filter((at, i) =>
    edits.some(edit => edit.at > at && edit.at < (failures[i + 1] ?? Infinity)),
  ).length;
}

function countRepeats(steps: readonly ProcessStep[]): number {
  const seen = new Set<string>();
  let repeats = 0;
  for (const { kind, command } of steps) {
    if (kind === 'edit' || command.length < SHORT_COMMAND) continue;
    if (seen.has(command)) repeats++;
    seen.add(command);
  }
  return repeats;
}
