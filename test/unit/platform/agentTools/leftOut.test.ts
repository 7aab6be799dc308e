import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RankPatchesInput } from '../../../../src/core/protocol/agentTools';
import { NO_TASK } from '../../../../src/core/task/taskReading';
import { AgentTools } from '../../../../src/platform/agentTools/agentTools';
import { scored } from '../../core/scoring/scoredVerdict';
import { TestRepository } from '../repository';

/** Candidates that cannot be ranked, beside one that can. */

let repository: TestRepository;
beforeEach(() => {
  repository = new TestRepository({ 'a.txt': 'one\n' });
  branch('good', { 'b.txt': 'new\n' });
});
afterEach(() => repository.remove());

function branch(name: string, files: Readonly<Record<string, string>>): void {
  repository.git('switch', '-q', '-c', name, 'main');
  repository.commit(name, files);
  repository.git('switch', '-q', 'main');
}

/** Ranks with a scorer that gives every candidate a score. */
function rank(patches: RankPatchesInput['patches']) {
  const tools = new AgentTools({
    repository: () => repository.open(),
    defaultTask: () => Promise.resolve(NO_TASK),
    excluded: () => new Set(),
    score: ({ candidates }) => {
      const groups = candidates.map(({ id }, index) => ({
        rank: index + 1,
        members: [id],
        verdict: scored(0),
        margin: null,
      }));
      const ranking = { groups, call: null, orderedRightly: null };
      const stats = { elapsedMs: 0, tokens: 0, computedTokens: 0, residentBytes: 0 };
      return Promise.resolve({ candidates: [], ranking, stats });
    },
  });
  return tools.rankPatches({ patches, base: 'main', task: 'two' }, new AbortController().signal);
}

const HUGE = `${'x'.repeat(999)}\n`;

it.each([
  [
    'a branch that git cannot read',
    () => {
      branch('other', { 'a.txt': 'two\n' });
      repository.truncate('other:a.txt');
      return { branch: 'other' };
    },
    /git could not compare/,
  ],
  [
    'a branch that is too large, and what makes it so',
    () => {
      branch('other', { 'data.csv': HUGE.repeat(17_000), 'a.txt': 'two\n' });
      return { branch: 'other' };
    },
    /^The change of other, since main is too large to read \(most of it is data\.csv, 17,000 lines\); leave generated files out of it, or give a part of it as a patch\.$/,
  ],
  [
    'a patch file that is too large',
    () => {
      repository.write({ 'other.patch': HUGE.repeat(64_001) });
      return { patch_file: 'other.patch' };
    },
    /^The change is too large to read \(other\.patch is longer than 64 MB\); split it/,
  ],
])('%s is listed behind the others, with the reason', async (_, other, why) => {
  expect(
    await rank([
      { name: 'it', ...other() },
      { name: 'good', branch: 'good' },
    ]),
  ).toMatchObject({
    output: {
      groups: [
        { names: ['good'], not_scored: null },
        { names: ['it'], score: null, not_scored: expect.stringMatching(why) as string },
      ],
    },
  });
});

it.each([
  ['branch', { branch: 'nowhere' }, 'unknownRevision'],
  ['file', { patch_file: 'nowhere.patch' }, 'unreadable'],
])('a %s that there is not is refused: it was mistyped', async (_, other, code) => {
  const patches = [
    { name: 'it', ...other },
    { name: 'good', branch: 'good' },
  ];
  expect(await rank(patches)).toMatchObject({ problem: { code } });
});
