import { fileInfluenceText } from '../../../../src/core/review/fileInfluence';
import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import type { DroppedPart } from '../../../../src/core/render/modelInput';
import { summaryMarkdown } from '../../../../src/core/review/summaryMarkdown';
import { reviewNotes } from '../../../../src/core/review/reviewNotes';
import { orderText } from '../../../../src/core/review/placeWords';
import { whereToLook } from '../../../../src/core/review/whereToLook';
import { linesText } from '../../../../src/core/scoring/wording';
import { scored } from '../scoring/scoredVerdict';

const DIFF = `diff --git a/src/a.ts b/src/a.ts
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,3 +1,4 @@
 one
+two
 three
 four
@@ -20,3 +21,2 @@
 x
-y
 z
diff --git a/b|\`c\`.ts b/b|\`c\`.ts
deleted file mode 100644
--- a/b|\`c\`.ts
+++ /dev/null
@@ -1,2 +0,0 @@
-p
-q
`;
const { files } = parsePatch(DIFF);
const ONE = parsePatch('--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-a\n+b\n').files;
const path = 'src/a.ts';

describe('where to look first', () => {
  it('is where most code is added, then where most lines change, however far the score moves', () => {
    const hunks = [
      { path, hunk: 0, delta: 0.02 },
      { path, hunk: 1, delta: -0.3 },
      { path: 'b|`c`.ts', hunk: 0, delta: 0.1 },
    ];
    const found = whereToLook(files, { hunks, files: [{ path, delta: -0.1 }] });
    expect(found.hunks.map(hunk => [hunk.path, hunk.line + 1, hunk.code, hunk.delta])).toEqual([
      [path, 2, 1, 0.02],
      ['b|`c`.ts', 1, 0, 0.1],
      [path, 22, 0, -0.3],
    ]);
    expect(found.files.map(file => [file.path, file.added, file.removed, file.code, file.delta])).toEqual([
      [path, 1, 1, 1, -0.1],
      ['b|`c`.ts', 0, 2, 0, null],
    ]);
    expect(found).toMatchObject({ influence: 'measured', unmeasured: 0 });
  });

  it('does not depend on the order in which the change lists its parts', () => {
    const small = '@@ -1,2 +1,4 @@\n-a\n-b\n+c\n+d\n+e\n+f\n';
    const large = '@@ -20,7 +20 @@\n-1\n-2\n-3\n-4\n-5\n-6\n-7\n+8\n';
    for (const hunks of [small + large, large + small]) {
      const changes = parsePatch(`--- a/p.ts\n+++ b/p.ts\n${hunks}`).files;
      const found = whereToLook(changes, { hunks: [], files: [] });
      expect(found.hunks.map(({ added, removed }) => [added, removed])).toEqual([
        [4, 2],
        [1, 7],
      ]);
    }
  });

  it('says how many hunks were not measured', () => {
    const found = whereToLook(files, { hunks: [{ path, hunk: 0, delta: 0 }], files: [] });
    expect(found.hunks.map(hunk => hunk.delta)).toEqual([0, null, null]);
    expect(found.unmeasured).toBe(2);
    expect(orderText(found)).toContain('not measured: the 2 smallest of 3 hunks');
  });

  it('is nowhere in tests, documents, generated files and comments, of which it is said why they are not read', () => {
    const more = parsePatch(
      ['tests/test_a.ts', 'README.md', 'yarn.lock']
        .map(other => `--- a/${other}\n+++ b/${other}\n@@ -1 +1,2 @@\n a\n+b\n`)
        .join('') +
        '--- a/c.ts\n+++ b/c.ts\n@@ -1 +1,2 @@\n a\n+// b\n' +
        'diff --git a/logo.png b/logo.png\nBinary files a/logo.png and b/logo.png differ\n' +
        'diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n',
    ).files;
    const found = whereToLook([...ONE, ...more], { hunks: [], files: [] });
    expect(found.hunks.map(hunk => hunk.path)).toEqual(['x.ts']);
    expect(found.influence).toBe('oneHunk');
    expect(found.files.map(file => [file.path, linesText(file), fileInfluenceText(file, found)])).toEqual([
      ['x.ts', '+1 −1', 'all of it'],
      ['tests/test_a.ts', '+1 −0', 'not read: tests'],
      ['README.md', '+1 −0', 'not read: documents'],
      ['yarn.lock', '+1 −0', 'not read: generated'],
      ['c.ts', '+1 −0', 'not read: no code changes'],
      ['logo.png', '+0 −0', 'not read'],
      ['run.sh', '+0 −0', 'not read'],
    ]);
  });

  it('says of the only file that is read that the score is its own', () => {
    const found = whereToLook(files.slice(0, 1), { hunks: [{ path, hunk: 0, delta: 0.1 }], files: [] });
    expect(found.files.map(file => fileInfluenceText(file, found))).toEqual(['all of it']);
  });

  it('says of one hunk that the score is its own, and nothing of points that are not there', () => {
    const none = { hunks: [], files: [] };
    expect(whereToLook(files, none)).toMatchObject({ influence: 'unknown', unmeasured: 0 });
    expect(orderText(whereToLook(ONE, none))).toBe('The score rests on a single hunk.');
    expect(orderText(whereToLook(files, none))).toBe(
      'Most added code first (in words and signs, not in lines), since most later fixes fall there.',
    );
  });
});

describe('what a score must not be read without', () => {
  const verdict = (problems: readonly string[], ...parts: readonly Omit<DroppedPart, 'path'>[]) => ({
    problems,
    dropped: parts.map(part => ({ path, ...part })),
    perhapsOtherTask: false,
  });

  it('is that the change may be for another task, before all else', () => {
    const doubted = { ...verdict(['a']), perhapsOtherTask: true };
    expect(reviewNotes({ files, problems: [] }, doubted)).toEqual([
      expect.stringContaining('may be for another task'),
      'a',
    ]);
  });

  it('is how much did not fit, with the lines of the change alone', () => {
    const change = { files, problems: [] };
    expect(reviewNotes(change, verdict([], { what: 'context', lines: 9 }))).toEqual([]);
    expect(reviewNotes(change, verdict([], { what: 'lines', lines: 1 }))).toEqual([
      expect.stringContaining('1 of 4 changed lines of code, in 1 file,'),
    ]);
  });

  it('counts neither comments nor new line ends among the lines of code', () => {
    const texts = parsePatch(
      '--- a/a.ts\n+++ b/a.ts\n@@ -1,3 +1,4 @@\n-one();\n-two();\n-three();\n+one();\r\n+// More.\r\n+two();\r\n+four();\r\n',
    );
    const read = verdict([], { what: 'lines', lines: 1 });
    expect(reviewNotes({ files: texts.files, problems: [] }, read)).toEqual([
      expect.stringContaining('1 of 2 changed lines of code'),
    ]);
  });

  it('has its numbers written in one way, however large they are', () => {
    const many = parsePatch(`--- /dev/null\n+++ b/a.go\n@@ -0,0 +1,1200 @@\n${'+var x = 1\n'.repeat(1200)}`);
    const read = verdict([], { what: 'lines', lines: 1100 });
    expect(reviewNotes({ files: many.files, problems: [] }, read)).toEqual([
      expect.stringContaining('1,100 of 1,200 changed lines of code'),
    ]);
  });

  it('stands beside what reading the change and scoring it found, each once', () => {
    const judged = verdict(['b', 'c'], { what: 'lines', lines: 1 });
    expect(reviewNotes({ files, problems: ['a', 'b'] }, judged)).toEqual([
      expect.stringContaining('did not fit'),
      'a',
      'b',
      'c',
    ]);
  });
});

describe('the summary', () => {
  const summary = {
    label: 'fix, since main',
    task: 'Do *not* <b>break</b> it',
    verdict: scored(0),
    places: whereToLook(files, { hunks: [{ path: 'b|`c`.ts', hunk: 0, delta: 0.1 }], files: [] }),
    tests: null,
    problems: ['a | b'],
  };

  it('escapes what comes from outside', () => {
    const text = summaryMarkdown(summary);
    expect(text).toContain('Task: Do \\*not\\* \\<b\\>break\\</b\\> it');
    expect(text).toContain('| `` b\\|`c`.ts (deleted) `` | +0 −2 | +10 points |');
    expect(text).toMatch(/\| `src\/a\.ts:2` \| \+1 −0 \|/);
    expect(text).toContain('- a \\| b');
    expect(text).toMatch(/calibrated on 1 held-out patch/);
    for (const row of text.split('\n').filter(line => line.startsWith('|')))
      expect(row.replaceAll('\\|', '').split('|')).toHaveLength(5);
  });

  it('holds no control characters, which a terminal would obey', () => {
    const escape = '\u001b[2J\u009b2J';
    const hostile = parsePatch(`--- a/x${escape}.ts\n+++ b/x${escape}.ts\n@@ -1 +1 @@\n-a\n+b\n`).files;
    const text = summaryMarkdown({
      ...summary,
      label: `fix${escape}`,
      task: `Mend${escape}`,
      places: whereToLook(hostile, { hunks: [], files: [] }),
    });
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('names a test run and its result when there was one', () => {
    expect(summaryMarkdown({ ...summary, tests: { command: 'npm `test`', passed: false } })).toContain(
      "Tests: `npm 'test'` **failed**, run on this change.",
    );
  });
});
