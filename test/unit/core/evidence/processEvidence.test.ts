import { EMPTY_STEP } from '../../../../src/core/trajectory/emptyTrajectory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processEvidence } from '../../../../src/core/evidence/processEvidence';
import {
  FIRST_STEPS,
  LAST_STEPS,
  MAX_COMMAND,
  MAX_OBSERVATION,
  processSteps,
  type ProcessStep,
} from '../../../../src/core/evidence/processStep';
import { readStep } from '../../../../src/core/evidence/stepReading';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import { formatPatch } from '../../../../src/core/patch/formatPatch';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import { stepKinds, type Step, type StepKind } from '../../../../src/core/trajectory/trajectory';

const patch = parsePatch(formatPatch([createFilePatch('shop/cart.py', 'a\n', 'b\n')]));

const step = (
  kind: StepKind,
  command: string,
  observation = '',
  exitCode: number | null = null,
): ProcessStep => ({ kind, command, observation, exitCode });

const view = step('view', 'cat shop/cart.py', 'class Cart:');
const search = step('search', 'grep -rn total shop', 'shop/cart.py:5: def total');
const emptySearch = step('search', 'grep -rn quantity', 'No matches found');
const edit = step('edit', 'str_replace\npath: /repo/shop/cart.py\nold_str: a', 'The file has been edited.');
const refusedEdit = step('edit', 'str_replace\npath: shop/cart.py', 'Error: old_str not found in the file');
const testEdit = step('edit', "cat > tests/test_cart.py << 'EOF'\nimport shop\nEOF");
const scratchEdit = step('edit', "cat > reproduce.py << 'EOF'\nimport shop\nEOF");
const passingTest = step('test', 'python -m pytest tests/test_cart.py', '=== 4 passed in 0.1s ===', 0);
const failingTest = step(
  'test',
  'pytest tests | tail -3',
  'FAILED tests/test_cart.py\n=== 1 failed, 3 passed in 0.1s ===',
  0,
);
const crashingScript = step(
  'run',
  'python reproduce.py',
  'Traceback (most recent call last):\nKeyError: 1',
  1,
);
const workingScript = step('run', 'python reproduce.py', 'ok', 0);
const install = step('run', 'cd /repo && pip install -e . 2>&1 | tail -1', 'ERROR: no network', 1);

function evidenceOf(...steps: ProcessStep[]) {
  const evidence = processEvidence(steps, patch);
  expect(evidence).not.toBeNull();
  return evidence;
}

describe('process evidence', () => {
  it('tells a failure reproduced, mended and tested from a blind change', () => {
    expect(
      evidenceOf(search, view, scratchEdit, crashingScript, edit, workingScript, passingTest),
    ).toMatchObject({
      steps: 7,
      looksBeforeEdit: 2,
      failureBeforeEdit: 1,
      failureThenPass: 1,
      passesAfterLastEdit: 2,
      failuresAfterLastEdit: 0,
      untestedEdits: 0,
      lastTestPassed: 1,
      testsPassed: 4,
    });
    expect(evidenceOf(edit)).toMatchObject({
      steps: 1,
      looksBeforeEdit: 0,
      failureBeforeEdit: 0,
      failureThenPass: 0,
      passesAfterLastEdit: 0,
      untestedEdits: 1,
      lastTestPassed: 0,
      lastTestFailed: 0,
      testsPassed: 0,
    });
  });

  it('believes the report of the tests, not the exit code of the pipe behind them', () => {
    expect(evidenceOf(edit, failingTest)).toMatchObject({ lastTestFailed: 1, failuresAfterLastEdit: 1 });
  });

  it('counts changes since the last test run, and rounds of mending', () => {
    expect(evidenceOf(edit, failingTest, edit, failingTest, edit, edit)).toMatchObject({
      fixRounds: 2,
      untestedEdits: 2,
      failingChecks: 1,
      testRuns: 2,
    });
  });

  it('does not take preparation for a check', () => {
    expect(evidenceOf(install, edit)).toMatchObject({ checks: 0, failingChecks: 0, failureBeforeEdit: 0 });
  });

  it('does not take the failure of the untouched code for that of the change', () => {
    const onBase = step(
      'test',
      'git stash && pytest tests && git stash pop',
      '=== 1 failed, 3 passed in 1s ===',
      1,
    );
    expect(evidenceOf(edit, passingTest, onBase)).toMatchObject({
      failureBeforeEdit: 1,
      lastTestPassed: 1,
      lastTestFailed: 0,
      failuresAfterLastEdit: 0,
      restores: 1,
    });
  });

  it('sets refused changes, tests and scripts apart from the change itself', () => {
    expect(evidenceOf(refusedEdit, edit, testEdit, scratchEdit)).toMatchObject({
      edits: 4,
      failedEdits: 0.25,
      editedFiles: 3,
      wroteTest: 1,
      untestedEdits: 1,
      firstEditAt: 0.25,
    });
  });

  it('takes a file for part of the change when it is in the patch, whatever it is called', () => {
    const ofDebug = parsePatch(formatPatch([createFilePatch('app/views/debug.py', 'a\n', 'b\n')]));
    const debugEdit = step('edit', 'edit_file\npath: app/views/debug.py\nnew: b');
    expect(processEvidence([debugEdit], ofDebug)?.untestedEdits).toBe(1);
    expect(processEvidence([debugEdit], patch)?.untestedEdits).toBe(0);
  });

  it('finds the file of an edit that only the answer names', () => {
    const lineEdit = step(
      'edit',
      'edit 124:124\n    return a\nend_of_edit',
      '[File: /repo/shop/cart.py (9 lines total)]\n1:a',
    );
    expect(evidenceOf(edit, lineEdit)).toMatchObject({ editedFiles: 1, edits: 2 });
  });

  it('counts searches that found nothing and commands that came again', () => {
    expect(evidenceOf(search, emptySearch, emptySearch, search, edit)).toMatchObject({
      searches: 4,
      emptySearches: 0.5,
      repeated: 2,
    });
  });

  it('does not know whether a run passed of which nothing came back', () => {
    expect(evidenceOf(edit, step('test', 'npm test'))).toMatchObject({
      testRuns: 1,
      lastTestPassed: 0,
      lastTestFailed: 0,
    });
  });

  it('is masked when nothing was done', () => {
    expect(processEvidence([], patch)).toBeNull();
    expect(
      processEvidence([step('think', ''), step('message', 'All tests pass!', 'I am sure')], patch),
    ).toBeNull();
  });

  it('is finite whatever the steps hold, and reads no word that was said', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('FAILED (', 'Tests run: 9999999999,', 'git stash', '\u2028'),
    );
    const anyStep = fc.record({
      kind: fc.constantFrom(...stepKinds),
      command: text,
      observation: text,
      exitCode: fc.option(fc.integer()),
    });
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 30 }), fc.string(), (steps, said) => {
        const evidence = processEvidence(steps, patch);
        expect(Object.values(evidence ?? {}).every(Number.isFinite)).toBe(true);
        const talking = steps.flatMap(one => [one, step('message', '', said), step('think', '', said)]);
        expect(processEvidence(talking, patch)).toEqual(evidence);
      }),
    );
  });

  // A pattern that tries every way to match would not end before the test runner's patience does.
  it('is done with texts made to keep patterns busy', () => {
    const hostile = [
      'a/'.repeat(5_000),
      ' '.repeat(10_000),
      '1 '.repeat(5_000),
      'x.'.repeat(5_000),
      'Error'.repeat(2_000),
    ];
    const steps = hostile.flatMap(text =>
      stepKinds.map(kind => step(kind, text.slice(0, MAX_COMMAND), text.slice(0, MAX_OBSERVATION))),
    );
    expect(processEvidence(steps, patch)?.steps).toBeGreaterThan(0);
  });
});

describe('the steps that evidence reads', () => {
  const recorded = (id: number, more: Partial<Step> = {}): Step => ({
    ...EMPTY_STEP,
    id,
    source: 'agent',
    kind: 'run',
    command: `command ${id}`,
    ...more,
  });

  it('are the first and the last of a long session', () => {
    const steps = processSteps({ steps: Array.from({ length: 10_000 }, (_, i) => recorded(i + 1)) });
    expect(steps).toHaveLength(FIRST_STEPS + LAST_STEPS);
    expect([steps[0], steps[FIRST_STEPS - 1], steps[FIRST_STEPS], steps.at(-1)]).toMatchObject([
      { command: 'command 1' },
      { command: `command ${FIRST_STEPS}` },
      { command: `command ${10_000 - LAST_STEPS + 1}` },
      { command: 'command 10000' },
    ]);
  });

  it('keep the start of a command and both ends of what came back', () => {
    const output = { text: `start${'-'.repeat(9_000)}end`, chars: 9_008 };
    const [only] = processSteps({
      steps: [recorded(1, { command: 'c'.repeat(9_000), output, exitCode: 3 })],
    });
    expect(only?.command).toHaveLength(MAX_COMMAND);
    expect(only?.observation).toHaveLength(MAX_OBSERVATION);
    expect(only?.observation).toMatch(/^start-.*-end$/);
    expect(only?.exitCode).toBe(3);
  });

  it('count the files of a recorded change, and take what came back for no refusal', () => {
    const changed = (path: string, from: string, to: string) => createFilePatch(path, from, to);
    const saw = (id: number, kind: StepKind, more: Partial<Step>) =>
      recorded(id, { kind, command: null, source: 'system', ...more });
    const steps = processSteps({
      steps: [
        saw(1, 'edit', { patch: formatPatch([changed('shop/cart.py', 'a\n', 'b\n')]) }),
        recorded(2, { kind: 'test', command: 'pytest', exitCode: 1 }),
        saw(3, 'edit', {
          patch: formatPatch([
            changed('shop/cart.py', 'b\n', 'c\n'),
            changed('tests/test_cart.py', '', 'd\n'),
          ]),
          output: { text: 'shop/cart.py:1 error: no such name', chars: 34 },
        }),
        recorded(4, { kind: 'test', command: 'pytest', exitCode: 0 }),
      ],
    });
    expect(steps.map(({ command }) => command)).toEqual([
      'path: shop/cart.py',
      'pytest',
      'path: shop/cart.py',
      'path: tests/test_cart.py',
      'pytest',
    ]);
    expect(processEvidence(steps, patch)).toMatchObject({
      edits: 3,
      failedEdits: 0,
      editedFiles: 2,
      wroteTest: 1,
      failureThenPass: 1,
      untestedEdits: 0,
    });
    const many = Array.from({ length: 100 }, (_, i) =>
      saw(i + 1, 'edit', {
        patch: formatPatch([1, 2, 3].map(n => changed(`f${i}-${n}.py`, '', 'x\n'))),
      }),
    );
    expect(processSteps({ steps: many })).toHaveLength(FIRST_STEPS + LAST_STEPS);
  });

  it.each([
    ['/tmp/test/check.d', '/'],
    ['/tmp/test/check.d/', '/'],
    ['C:\\tmp\\test', '\\'],
  ])('name edited files from the folder of the work, wherever it lies: %s', (folder, separator) => {
    const asked = (id: number, path: string) =>
      recorded(id, {
        kind: 'edit',
        command: `Edit\nfile_path: ${folder.replace(/\/$/, '')}${separator}${path}`,
      });
    const trajectory = { steps: [asked(1, 'cart.py'), asked(2, 'test_cart.py'), asked(3, 'debug.py')] };
    const [source, test, scratch] = processSteps(trajectory, folder).map(one => readStep(one).edit);
    expect([source, test, scratch]).toMatchObject([{ of: 'source' }, { of: 'test' }, { of: 'scratch' }]);
    expect(source?.file).toBe('cart.py');
  });

  it('are nothing where nothing was done', () => {
    expect(processSteps({ steps: [recorded(1, { kind: 'message', command: null })] })).toEqual([
      { kind: 'message', command: '', observation: '', exitCode: null },
    ]);
  });
});
