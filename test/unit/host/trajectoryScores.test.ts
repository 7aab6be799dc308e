import { afterAll, describe, expect, it } from 'vitest';
import type { Scoring, ScoringRequest } from '../../../src/host/scoring/scoring';
import { notScored } from '../../../src/core/scoring/notScored';
import { unscoredResult } from '../../../src/platform/process/unansweredResults';
import { TrajectoryScores } from '../../../src/host/trajectories/trajectoryScores';
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
});
