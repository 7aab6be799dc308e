import { expect, it } from 'vitest';
import type { NewCandidate } from '../../../../src/core/candidates/candidate';
import { found, notFound, readEach } from '../../../../src/platform/candidates/readEach';
import { GitFailure } from '../../../../src/platform/git/gitFailure';
import { options } from './candidatePlace';

const candidate = (label: string): NewCandidate => ({
  label,
  origin: { kind: 'file', path: `/${label}` },
  patch: '',
  base: 'a'.repeat(40),
});

it('what git fails at takes nothing from the others, and is named', async () => {
  const answers = {
    one: Promise.resolve(found(candidate('one'), 'A note.')),
    two: new GitFailure('git could not read it.'),
    three: Promise.resolve(notFound('There is none.')),
  };
  const labels = ['one', 'two', 'three'] as const;
  const read = await readEach(
    labels,
    label => `“${label}”`,
    options,
    label => {
      const answer = answers[label];
      return answer instanceof Error ? Promise.reject(answer) : answer;
    },
  );
  expect(read).toEqual({
    candidates: [candidate('one')],
    problems: ['A note.', '“two” was not read: git could not read it.', 'There is none.'],
    failed: ['two'],
  });
});

it('a fault of ours is not taken for one of git', async () => {
  const reading = readEach(['one'], String, options, () => Promise.reject(new TypeError('broken')));
  await expect(reading).rejects.toThrow('broken');
});

it('what was read until it was stopped is there', async () => {
  const stop = new AbortController();
  const read = await readEach(['one', 'two'], String, { ...options, signal: stop.signal }, label => {
    stop.abort();
    return Promise.resolve(found(candidate(label)));
  });
  expect(read.candidates.map(({ label }) => label)).toEqual(['one']);
  expect(read.failed).toEqual([]);
});
