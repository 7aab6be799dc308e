import { describe, expect, it } from 'vitest';
import { taskWording, taskWordingFeatures } from '../../../../src/core/evidence/taskWording';
import { EVIDENCE_FEATURES } from '../../../../src/core/evidence/features';
import { valueText } from '../../../../src/core/scoring/wording';

describe('how a task is put', () => {
  it('is its words', () => {
    const { taskWords, taskDistinctWords, taskWordLength } = taskWording('The the cat can’t\nSEE it');
    expect([taskWords, taskDistinctWords, taskWordLength]).toEqual([
      7,
      6 / 7,
      (3 + 3 + 3 + 3 + 1 + 3 + 2) / 7,
    ]);
  });

  it('is how much of it is code', () => {
    const text =
      'See `load` and `save`:\n```py\n>>> load()\n  In [1]: x\nthen >>> no\n```\nand ``` that never ends';
    const { taskCodeBlocks, taskCodeShare, taskInlineCode, taskPrompts } = taskWording(text);
    expect([taskCodeBlocks, taskPrompts]).toEqual([1, 2]);
    expect(taskInlineCode).toBe(2);
    expect(taskCodeShare).toBe('py\n>>> load()\n  In [1]: x\nthen >>> no\n'.length / text.length);
  });

  it.each([
    ['taskHasPatch', 'diff --git a/x b/x', 1],
    ['taskHasPatch', 'a diff', 0],
    ['taskReproduces', 'Steps to REPRODUCE', 1],
    ['taskVersions', 'Which version?', 1],
    ['taskErrors', 'An error, a TypeError, an exception, terror, Exceptions', 3],
    ['taskShould', 'It should, and SHOULD', 2],
    ['taskExpected', 'unexpected, expected', 2],
    ['taskInstead', 'instead of', 1],
    ['taskFix', 'Fixes a prefix', 2],
    ['taskQuestions', 'what? why??', 3],
    ['taskLinks', 'https://a.b and http://c.d', 2],
    ['taskReferences', '#12, #3 and # 4', 2],
    ['taskOpensWithWish', 'Please add a flag', 1],
    ['taskOpensWithWish', 'It is added', 0],
    ['taskOpensWithWish', `${'word '.repeat(20)}add`, 0],
    ['taskOpensWithFault', `${'word '.repeat(19)}crash`, 1],
    ['taskOpensWithFault', 'crashes', 0],
  ] as const)('counts %s in %j: %d', (name, text, value) => expect(taskWording(text)[name]).toBe(value));

  it('is nothing where nothing is said', () => {
    expect(new Set(Object.values(taskWording('')))).toEqual(new Set([0]));
  });

  it('is part of what the model reads of a change', () => {
    const read = new Set(EVIDENCE_FEATURES.patch.map(({ name }) => name));
    expect(Object.keys(taskWordingFeatures).filter(name => !read.has(name))).toEqual([]);
  });

  it.each([
    'taskHasPatch',
    'taskReproduces',
    'taskVersions',
    'taskOpensWithWish',
    'taskOpensWithFault',
  ] as const)('says of %s whether it is so', name =>
    expect(valueText({ description: taskWordingFeatures[name], value: 1 })).toBe('yes'),
  );
});
