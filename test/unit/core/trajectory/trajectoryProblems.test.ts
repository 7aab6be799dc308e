import { expect, it } from 'vitest';
import { ProblemList } from '../../../../src/core/patch/problemList';
import { TrajectoryProblems } from '../../../../src/core/trajectory/trajectoryProblems';

it.each([
  [1, '1 more problem was found.'],
  [2_000, '2,000 more problems were found.'],
])('problems beyond a hundred are counted: %d', (more, sentence) => {
  const [ofTrajectory, ofPatch] = [new TrajectoryProblems(), new ProblemList()];
  for (let i = 0; i < 100 + more; i++) {
    ofTrajectory.add(`problem ${i}`);
    ofPatch.add('malformed', `problem ${i}`, null, null);
  }
  for (const all of [ofTrajectory.all(), ofPatch.all()]) {
    expect(all).toHaveLength(101);
    expect(all.at(-1)?.message).toBe(sentence);
  }
});
