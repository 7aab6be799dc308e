import { afterEach, beforeEach, expect, it } from 'vitest';
import { AgentTools } from '../../../../src/platform/agentTools/agentTools';
import { scored } from '../../core/scoring/scoredVerdict';
import { TestRepository } from '../repository';

let repository: TestRepository;
beforeEach(() => {
  repository = new TestRepository({ 'a.txt': 'one\n' });
  repository.git('switch', '-q', '-c', 'fix');
  repository.commit('fix', { 'a.txt': 'two\n' });
  repository.git('switch', '-q', 'main');
  repository.write({ 'a.txt': 'three\n' });
});
afterEach(() => repository.remove());

it.each(['fix:a.txt', 'main:a.txt'])(
  'a tool says what git could not do where %s is damaged',
  async object => {
    repository.truncate(object);
    const tools = new AgentTools({
      repository: () => repository.open(),
      defaultTask: () => Promise.resolve(null),
      excluded: () => new Set(),
      score: () => Promise.reject(new Error('There is nothing to score.')),
    });
    const { signal } = new AbortController();
    const answers = [
      await tools.reviewChange({ range: 'main..fix', task: 'two' }, signal),
      await tools.rankPatches(
        { patches: [{ name: 'fix', branch: 'fix' }], base: 'main', task: 'two' },
        signal,
      ),
      ...(object === 'main:a.txt' ? [await tools.scorePatch({ task: 'two' }, signal)] : []),
    ];
    for (const answer of answers)
      expect(answer).toEqual({
        kind: 'problem',
        problem: {
          code: 'unreadable',
          message: expect.stringMatching(/git could not compare .+\.$/) as string,
        },
      });
    const stopped = await tools.reviewChange({ range: 'main..fix', task: 'two' }, AbortSignal.abort());
    expect(stopped).toMatchObject({ problem: { code: 'cancelled' } });
  },
);

it('candidates are ranked beside one that git could not read, which is listed with why', async () => {
  repository.git('switch', '-q', '-c', 'good', 'main');
  repository.commit('good', { 'b.txt': 'new\n' });
  repository.truncate('fix:a.txt');
  const tools = new AgentTools({
    repository: () => repository.open(),
    defaultTask: () => Promise.resolve(null),
    excluded: () => new Set(),
    score: ({ candidates }) => {
      const groups = candidates.map(({ id }) => ({
        rank: 1,
        members: [id],
        verdict: scored(0),
        margin: null,
      }));
      const ranking = { groups, call: null, orderedRightly: null };
      const stats = { elapsedMs: 0, tokens: 0, computedTokens: 0, residentBytes: 0 };
      return Promise.resolve({ candidates: [], ranking, stats });
    },
  });
  const patches = ['fix', 'good'].map(name => ({ name, branch: name }));
  const input = { patches, base: 'main', task: 'two' };
  expect(await tools.rankPatches(input, new AbortController().signal)).toMatchObject({
    output: {
      groups: [
        { names: ['good'], not_scored: null },
        {
          names: ['fix'],
          score: null,
          not_scored: expect.stringContaining('git could not compare') as string,
        },
      ],
    },
  });
});
