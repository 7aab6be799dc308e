import { afterAll, describe, expect, it } from 'vitest';
import type { ScoringRequest } from '../../../src/core/protocol/scorer';
import type { Scoring } from '../../../src/host/scoring/scoring';
import { notScored } from '../../../src/core/scoring/notScored';
import { unscoredResult } from '../../../src/platform/process/unansweredResults';
import { TrajectoryScores } from '../../../src/host/trajectories/trajectoryScores';
import type { Task } from '../../../src/core/task/task';
import { scored } from '../core/scoring/scoredVerdict';
import { TestRepository } from '../platform/repository';
import { ROOT, step } from '../platform/store/steps';

describe('the scores of a trajectory', () => {
  const repository = new TestRepository({ 'a.py': 'one\n' });
  afterAll(() => repository.remove());

  const edit = (id: number, from: string, to: string) =>
    step(id, {
      kind: 'edit',
      command: null,
      exitCode: null,
      output: null,
      patch: `--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-${from}\n+${to}\n`,
    });

  it('are made with the steps only once a test or a program was run, as that of the current change is', async () => {
    const requests: ScoringRequest[] = [];
    const scoring: Scoring = {
      score: request => {
        requests.push(request);
        const single = notScored('emptyPatch');
        return Promise.resolve({ kind: 'done', result: unscoredResult(request, single) });
      },
    };
    const git = await repository.open();
    const steps = [
      edit(1, 'one', 'two'),
      edit(2, 'two', 'three'),
      step(3, { kind: 'test', command: 'pytest', exitCode: 0 }),
    ];
    const trajectory = { ...ROOT, baseCommit: repository.git('rev-parse', 'HEAD'), steps };
    await new TrajectoryScores(scoring).of(
      trajectory,
      { title: 'Count on', body: '', source: 'typed' },
      git,
      new AbortController().signal,
      () => undefined,
    );
    expect(requests.map(({ candidates }) => candidates[0]?.steps?.length)).toEqual([undefined, undefined, 3]);
  });

  it('are asked for again after the scorer failed, which says nothing of a step', async () => {
    const git = await repository.open();
    let asked = 0;
    const scoring: Scoring = {
      score: request => {
        asked += 1;
        return Promise.resolve(
          asked === 1
            ? { kind: 'failed', problem: { error: true, brief: '', sentence: 'It crashed.', actions: [] } }
            : { kind: 'done', result: unscoredResult(request, notScored('emptyPatch')) },
        );
      },
    };
    const steps = [edit(1, 'one', 'two'), edit(2, 'two', 'three')];
    const trajectory = { ...ROOT, baseCommit: repository.git('rev-parse', 'HEAD'), steps };
    const scores = new TrajectoryScores(scoring);
    const look = () =>
      scores.of(
        trajectory,
        { title: 'Count on', body: '', source: 'typed' },
        git,
        new AbortController().signal,
        () => undefined,
      );
    expect((await look()).note).toBe('It crashed.');
    expect(asked).toBe(1);
    expect((await look()).note).not.toContain('crashed');
    expect(asked).toBe(3);
  });

  it('are those of the trajectory’s own task, and say so where another is set', async () => {
    const git = await repository.open();
    const tasks: (string | undefined)[] = [];
    const scoring: Scoring = {
      score: request => {
        tasks.push(request.task?.title);
        const result = unscoredResult(request, notScored('emptyPatch'));
        const candidates = [{ id: 'step', single: scored(0), set: null }];
        return Promise.resolve({ kind: 'done', result: { ...result, candidates } });
      },
    };
    const noteWith = async (own: Task | null, set: Task | null) => {
      const steps = [edit(1, 'one', 'two')];
      const trajectory = { ...ROOT, task: own, baseCommit: repository.git('rev-parse', 'HEAD'), steps };
      const { signal } = new AbortController();
      const { note } = await new TrajectoryScores(scoring).of(trajectory, set, git, signal, () => undefined);
      return note;
    };
    const one: Task = { title: 'Count on', body: '', source: 'typed' };
    const other: Task = { title: 'Count back', body: '', source: 'TASK.md' };
    expect(await noteWith(one, other)).toContain('not the one that is set now');
    expect(await noteWith(one, { ...one, source: 'TASK.md' })).toBe('');
    expect(await noteWith(one, null)).toBe('');
    expect(await noteWith(null, other)).toBe('');
    expect(tasks).toEqual(['Count on', 'Count on', 'Count on', 'Count back']);
  });
});
