import { expect, it } from 'vitest';
import { codeChange } from '../../../../src/core/patch/codeChange';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import { whereToLook } from '../../../../src/core/review/whereToLook';
import { refusePatch } from '../../../../src/worker/refusePatch';

const VERSION = 'version https://git-lfs.github.com/spec/v1';
const pointer = (digit: string, size: number) => [`oid sha256:${digit.repeat(64)}`, `size ${size}`];
const marked = (mark: string, lines: readonly string[]) => lines.map(line => `${mark}${line}\n`).join('');

const changed = `diff --git a/logo.png b/logo.png
--- a/logo.png
+++ b/logo.png
@@ -1,3 +1,3 @@
 ${VERSION}
${marked('-', pointer('a', 12))}${marked('+', pointer('b', 34567))}`;
const added = `diff --git a/weights.bin b/weights.bin
new file mode 100644
--- /dev/null
+++ b/weights.bin
@@ -0,0 +1,4 @@
${marked('+', [VERSION, `ext-0-tool sha256:${'c'.repeat(64)}`, ...pointer('d', 5)])}`;
const migrated = `diff --git a/table.csv b/table.csv
--- a/table.csv
+++ b/table.csv
@@ -1,40 +1,3 @@
${marked('-', Array<string>(40).fill('1,2,3'))}${marked('+', [VERSION, ...pointer('e', 240)])}`;
const code = `diff --git a/a.py b/a.py
--- a/a.py
+++ b/a.py
@@ -1,1 +1,1 @@
-x = 1
+x = 2
`;
/** A file that shows a pointer is a text. */
const shown = `diff --git a/lfs.html b/lfs.html
--- a/lfs.html
+++ b/lfs.html
@@ -1,1 +1,5 @@
 A pointer:
+
${marked('+', [VERSION, ...pointer('f', 1)])}`;

it('what Git LFS keeps is a binary change: named, not read', () => {
  const files = codeChange(parsePatch(changed + added + migrated + code)).files;
  expect(files.map(({ newPath, binary, hunks }) => [newPath, binary, hunks.length])).toEqual([
    ['logo.png', true, 0],
    ['weights.bin', true, 0],
    ['table.csv', true, 0],
    ['a.py', false, 1],
  ]);
  const [read] = codeChange(parsePatch(shown)).files;
  expect(read).toMatchObject({ binary: false, hunks: [{ newLines: 4 }] });
});

it('alone it has no score, and the reason says why', () => {
  expect(refusePatch(parsePatch(changed + added))).toMatchObject({
    reason: 'binaryOnly',
    message:
      'Only binary files change (the content is in Git LFS, and the diff holds only a pointer to it); judge them by eye, since the model reads text.',
  });
  expect(refusePatch(parsePatch(changed + code))).toBeNull();
});

it('in a review it is a binary file, and no hunk to look at', () => {
  const { files, hunks } = whereToLook(parsePatch(code + changed).files, { hunks: [], files: [] });
  expect(hunks.map(({ path }) => path)).toEqual(['a.py']);
  expect(files.map(({ path, binary, added: lines }) => [path, binary, lines])).toEqual([
    ['a.py', false, 1],
    ['logo.png', true, 0],
  ]);
});
