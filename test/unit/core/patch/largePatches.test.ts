import { describe, expect, it } from 'vitest';
import { agreementEvidence } from '../../../../src/core/evidence/agreementEvidence';
import { patchEvidence } from '../../../../src/core/evidence/patchEvidence';
import { readTask } from '../../../../src/core/evidence/taskMentions';
import { codeChange } from '../../../../src/core/patch/codeChange';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import { formatPatch } from '../../../../src/core/patch/formatPatch';
import { normalisedChange } from '../../../../src/core/patch/normalise';
import { MAX_PATCH_CHARACTERS, parsePatch } from '../../../../src/core/patch/parsePatch';
import { differenceOf } from '../../../../src/core/ranking/difference';
import { renderInput } from '../../../../src/core/render/renderInput';
import { whereToLook } from '../../../../src/core/review/whereToLook';
import { estimatingTokenizer } from '../../../../src/worker/tokenizer';

const task = { title: 'Load the table', body: '', source: 'test' };
const noSyntax = { outline: () => null, inspect: () => null };

/** Patches within the limits that are cut as few are. Lists of their lines are too long for the arguments of a call. */
const patches: Readonly<Record<string, string>> = {
  'a table of many rows': formatPatch([
    createFilePatch('table.csv', 'a,b\nc,d\n', `a,b\n${'1,2\n'.repeat(130_000)}c,d\n`),
  ]),
  'every other line changed': `--- a/a.py\n+++ b/a.py\n@@ -1,20000 +1,40000 @@\n${' ab\n+abc\n'.repeat(20_000)}`,
  'thousands of files': Array.from(
    { length: 2_000 },
    (_, i) => `--- a/d/${i}.py\n+++ b/d/${i}.py\n@@ -1 +1 @@\n-a\n+b\n`,
  ).join(''),
  'one file named again and again': '--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-a\n+b\n'.repeat(3_000),
  'one file in many places': `--- a/a.py\n+++ b/a.py\n${Array.from(
    { length: 40_000 },
    (_, i) => `@@ -${10 * i + 1},1 +${10 * i + 1},1 @@\n-a\n+b\n`,
  ).join('')}`,
  'a line of signs': `--- a/a.js\n+++ b/a.js\n@@ -1 +1 @@\n-a\n+${'?'.repeat(1_000_000)}\n`,
};

describe.each(Object.entries(patches))('%s', (_, text) => {
  const patch = parsePatch(text);
  const change = codeChange(patch);

  it('is read', () => {
    expect(text.length).toBeLessThan(MAX_PATCH_CHARACTERS);
    expect(patch.files.length).toBeGreaterThan(0);
  });

  it('is written as it was', () => {
    expect(parsePatch(formatPatch(patch.files)).files).toEqual(patch.files);
  });

  it('is rendered and measured', () => {
    const budget = { total: 1_792, task: 512 };
    const { patch: lines } = renderInput(task, patch, {}, noSyntax, estimatingTokenizer, budget);
    expect(lines.length).toBeGreaterThan(1);
    expect(patchEvidence(readTask(task), change).files).toBe(change.files.length);
    expect(agreementEvidence([patch, patch])[0]?.equivalentShare).toBe(1);
  });

  it('is compared and put in order', () => {
    expect(normalisedChange(patch)).toContain(patch.files[0]?.newPath);
    expect(differenceOf(patch, patch).first.files).toEqual([]);
    expect(whereToLook(patch.files, { hunks: [], files: [] }).files).toHaveLength(patch.files.length);
  });
});
