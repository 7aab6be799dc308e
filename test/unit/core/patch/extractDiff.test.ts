import { describe, expect, it } from 'vitest';
import { extractDiff } from '../../../../src/core/patch/extractDiff';
import { parsePatch } from '../../../../src/core/patch/parsePatch';

const DIFF = '--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n';
const OTHER = 'diff --git a/y.py b/y.py\n--- a/y.py\n+++ b/y.py\n@@ -1 +1 @@\n-1\n+2\n';
const paths = (text: string) => parsePatch(extractDiff(text) ?? '').files.map(file => file.newPath);

describe('extractDiff', () => {
  it.each([
    ['a bare diff', DIFF],
    ['prose before it', `Here is the change you asked for:\n\n${DIFF}`],
    ['a fenced block', `Sure!\n\n\`\`\`diff\n${DIFF}\`\`\`\n\nLet me know.`],
    ['a fence without a language', `\`\`\`\n${DIFF}\`\`\`\n`],
    ['a fence that is never closed', `\`\`\`diff\n${DIFF}`],
    ['tildes', `~~~patch\n${DIFF}~~~\n`],
    [
      'an indented fence in a list',
      `1. Change x:\n\n   \`\`\`diff\n${DIFF.replace(/^/gm, '   ').trimEnd()}\n   \`\`\`\n`,
    ],
    ['prose inside the fence', `\`\`\`\nThe patch:\n${DIFF}\`\`\`\n`],
    ['Windows line ends', `Look:\r\n\r\n\`\`\`diff\r\n${DIFF.replaceAll('\n', '\r\n')}\`\`\`\r\n`],
    ['another block before it', `\`\`\`python\nprint(1)\n\`\`\`\n\n\`\`\`diff\n${DIFF}\`\`\`\n`],
  ])('finds it in %s', (_, text) => {
    expect(paths(text)).toEqual(['x.py']);
    expect(parsePatch(extractDiff(text) ?? '').files[0]?.hunks[0]?.lines).toHaveLength(3);
  });

  it('does not end at a fence that the diff itself changes', () => {
    const readme = '--- a/R.md\n+++ b/R.md\n@@ -1,3 +1,3 @@\n ```\n-b\n+c\n ```\n';
    expect(
      parsePatch(extractDiff(`\`\`\`diff\n${readme}\`\`\`\n`) ?? '').files[0]?.hunks[0]?.lines,
    ).toHaveLength(4);
  });

  it('joins several blocks to one change', () => {
    expect(paths(`First\n\`\`\`diff\n${DIFF}\`\`\`\nthen\n\`\`\`diff\n${OTHER}\`\`\`\n`)).toEqual([
      'x.py',
      'y.py',
    ]);
  });

  it.each([
    ['nothing', ''],
    ['prose', 'I cannot help with that.'],
    ['code alone', '```python\nprint(1)\n```\n'],
    ['a horizontal rule', 'one\n---\ntwo\n+++\n'],
  ])('finds none in %s', (_, text) => {
    expect(extractDiff(text)).toBeNull();
  });

  it('reads a hostile text to its end', () => {
    expect(extractDiff('```\n'.repeat(50_000))).toBeNull();
    expect(extractDiff(`${'`'.repeat(100_000)}\n`.repeat(3))).toBeNull();
  });
});
