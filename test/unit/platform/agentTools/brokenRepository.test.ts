import { afterEach, beforeEach, expect, it } from 'vitest';
import { NO_TASK } from '../../../../src/core/task/taskReading';
import { AgentTools } from '../../../../src/platform/agentTools/agentTools';
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
      defaultTask: () => Promise.resolve(NO_TASK),
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
