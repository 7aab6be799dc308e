import { describe, expect, it } from 'vitest';
import { readTestOutcome } from '../../../../src/core/evidence/testOutcome';

/** The ends of real reports, as runners print them. */
const reports: readonly (readonly [string, string, { passed: number; failed: number } | null])[] = [
  ['pytest', '=== 3 failed, 12 passed, 2 skipped, 1 warning in 4.31s ===', { passed: 12, failed: 3 }],
  ['pytest -q', '2 failed, 753 passed, 77 skipped in 57.13s', { passed: 753, failed: 2 }],
  ['pytest, collection error', '===== 11 warnings, 1 error in 0.15s =====', { passed: 0, failed: 1 }],
  ['unittest', 'Ran 222 tests in 0.336s\n\nOK (skipped=4)\n', { passed: 222, failed: 0 }],
  ['unittest', 'Ran 72 tests in 0.303s\n\nFAILED (failures=2, errors=1)', { passed: 69, failed: 3 }],
  ['sympy', 'tests finished: 8 passed, 1 exceptions, in 0.16 seconds', { passed: 8, failed: 1 }],
  [
    'Jest',
    'Test Suites: 1 failed, 2 passed, 3 total\nTests:       1 failed, 40 passed, 41 total\nTime: 3 s',
    { passed: 40, failed: 1 },
  ],
  ['Vitest', ' Test Files  1 passed (1)\n      Tests  2 failed | 7 passed (9)', { passed: 7, failed: 2 }],
  ['Mocha', '  12 passing (3s)\n  1 pending\n  2 failing\n\n  1) adds', { passed: 12, failed: 2 }],
  ['node:test', '# tests 6\n# pass 5\n# fail 1\n# cancelled 0', { passed: 5, failed: 1 }],
  ['Go', 'ok  \texample.com/a\t0.12s\nok  \texample.com/b\t(cached)', { passed: 2, failed: 0 }],
  ['Go', '--- FAIL: TestSum (0.00s)\nFAIL\nFAIL\texample.com/a\t0.1s', { passed: 0, failed: 1 }],
  [
    'Maven',
    '[ERROR] Tests run: 14, Failures: 1, Errors: 2, Skipped: 0\n[INFO] BUILD FAILURE',
    { passed: 11, failed: 3 },
  ],
  [
    'Gradle',
    '> Task :test FAILED\n12 tests completed, 1 failed\nBUILD FAILED in 3s',
    { passed: 0, failed: 1 },
  ],
  ['Gradle', '> Task :test\n\nBUILD SUCCESSFUL in 3s', { passed: 1, failed: 0 }],
  ['Cargo', 'test result: FAILED. 5 passed; 1 failed; 0 ignored', { passed: 5, failed: 1 }],
  ['PHPUnit', 'Tests: 5, Assertions: 9, Failures: 1.', { passed: 4, failed: 1 }],
  ['an agent’s own runner', '169 passed. 1 failed. 17 errors.', { passed: 169, failed: 18 }],
  ['a type checker', 'Found 3 errors in 1 file (checked 12 source files)', null],
  ['a build', 'BUILD SUCCESSFUL in 3s', null],
  ['a program', 'Saved 3 files.\nDone.', null],
  ['nothing', '', null],
];

describe('the outcome of a test run', () => {
  it.each(reports)('is read from what %s prints: %s', (_, output, outcome) => {
    expect(readTestOutcome(output)).toEqual(outcome);
  });

  it('is that of the last report', () => {
    expect(readTestOutcome('1 failed, 1 passed in 0.1s\n…\n2 passed in 0.1s')).toEqual({
      passed: 2,
      failed: 0,
    });
  });
});
