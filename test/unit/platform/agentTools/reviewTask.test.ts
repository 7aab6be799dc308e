import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../../../../src/core/task/task';
import { NO_TASK, type TaskReading } from '../../../../src/core/task/taskReading';
import { AgentTools } from '../../../../src/platform/agentTools/agentTools';
import { scored } from '../../core/scoring/scoredVerdict';
import { TestRepository } from '../repository';

let repository: TestRepository;
beforeEach(() => {
  repository = new TestRepository({ 'a.txt': 'one\n' });
  repository.git('switch', '-q', '-c', 'feature', 'main');
  repository.commit('Count from two\n\nOne is taken.', { 'a.txt': 'two\n' });
  repository.commit('Say so', { 'b.txt': 'two\n' });
});
afterEach(() => repository.remove());

/** Reviews `feature`, and tells by which task it was judged. */
async function review(found: TaskReading, task?: string) {
  let asked: Task | null = null;
  const tools = new AgentTools({
    repository: () => repository.open(),
    defaultTask: () => Promise.resolve(found),
    excluded: () => new Set(),
    score: request => {
      asked = request.task;
      const candidates = request.candidates.map(({ id }) => ({ id, single: scored(0), set: null }));
      const ranking = { groups: [], call: null, orderedRightly: null };
      const stats = { elapsedMs: 0, tokens: 0, computedTokens: 0, residentBytes: 0 };
      return Promise.resolve({ candidates, ranking, stats });
    },
  });
  const answer = await tools.reviewChange({ range: 'feature', task }, new AbortController().signal);
  return { asked: asked as Task | null, answer };
}

describe('A review by an agent', () => {
  it('is judged by what the commits say where nobody set a task, and says so', async () => {
    const { asked, answer } = await review(NO_TASK);
    expect(asked).toEqual({
      title: 'Count from two',
      body: 'One is taken.\n\nSay so',
      source: 'commit messages',
    });
    expect(answer).toMatchObject({
      output: { notes: expect.arrayContaining([expect.stringContaining('what its commits say')]) as unknown },
    });
  });

  it('is judged by the task that is set, or given, and says nothing of commits', async () => {
    const set = { title: 'Set', body: '', source: 'TASK.md' };
    for (const [found, given, title] of [
      [{ task: set, problem: null }, undefined, 'Set'],
      [{ task: set, problem: null }, 'Given', 'Given'],
      [NO_TASK, 'Given', 'Given'],
    ] as const) {
      const { asked, answer } = await review(found, given);
      expect(asked?.title).toBe(title);
      expect(JSON.stringify(answer)).not.toContain('commits say');
    }
  });

  it('is refused where a task was meant that cannot be read, or is blank', async () => {
    for (const [found, given, why] of [
      [{ task: null, problem: 'TASK.md is a link' }, undefined, /since TASK\.md is a link/],
      [NO_TASK, ' ', /There is no task/],
    ] as const) {
      const { asked, answer } = await review(found, given);
      expect(asked).toBeNull();
      expect(answer).toMatchObject({
        problem: { code: 'noTask', message: expect.stringMatching(why) as unknown },
      });
    }
  });
});
