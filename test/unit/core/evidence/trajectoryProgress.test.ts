import { EMPTY_STEP } from '../../../../src/core/trajectory/emptyTrajectory';
import { describe, expect, it } from 'vitest';
import { MAX_POINTS, trajectoryProgress } from '../../../../src/core/evidence/trajectoryProgress';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import { formatPatch } from '../../../../src/core/patch/formatPatch';
import type { Step } from '../../../../src/core/trajectory/trajectory';

const texts = ['a\n', 'b\n', 'c\n', 'a\n'];
const change = (from: number, to: number) =>
  formatPatch([createFilePatch('x.py', texts[from] ?? '', texts[to] ?? '')]);
const baseText = () => Promise.resolve('a\n');

const step = (id: number, kind: Step['kind'], patch: string | null = null): Step => ({
  ...EMPTY_STEP,
  id,
  source: 'agent',
  kind,
  command: `command ${id}`,
  patch,
});

describe('the points at which a score may change', () => {
  it('are the edits and runs from the first edit on, each with the change and the steps so far', async () => {
    const steps = [
      step(1, 'run'),
      step(2, 'edit', change(0, 1)),
      step(3, 'view'),
      step(4, 'test'),
      step(5, 'edit', change(1, 2)),
    ];
    const { points, unfollowed } = await trajectoryProgress({ steps, workspace: null }, baseText);
    expect(points.map(point => [point.step.id, point.patch, point.steps.length])).toEqual([
      [2, change(0, 1), 2],
      [4, change(0, 1), 4],
      [5, change(0, 2), 5],
    ]);
    expect(unfollowed).toEqual([]);
  });

  it('tell once that everything is as it was before', async () => {
    const steps = [step(1, 'edit', change(0, 1)), step(2, 'edit', change(1, 3)), step(3, 'test')];
    const { points } = await trajectoryProgress({ steps, workspace: null }, baseText);
    expect(points.map(point => [point.step.id, point.patch])).toEqual([
      [1, change(0, 1)],
      [2, ''],
    ]);
  });

  it('say which files could not be followed', async () => {
    const steps = [step(1, 'edit', change(1, 2)), step(2, 'test')];
    const progress = await trajectoryProgress({ steps, workspace: null }, baseText);
    expect(progress).toEqual({ points: [], moments: 2, unfollowed: ['x.py'] });
  });

  it('are thinned out in a long session, the last one kept and every edit counted', async () => {
    const steps = [
      step(1, 'edit', change(0, 1)),
      ...Array.from({ length: 5_000 }, (_, i) => step(i + 2, i % 2 === 0 ? 'test' : 'view')),
      step(5_002, 'edit', change(1, 2)),
    ];
    const { points, moments } = await trajectoryProgress({ steps, workspace: null }, baseText);
    expect(moments).toBe(2_502);
    expect(points.length).toBeLessThanOrEqual(MAX_POINTS);
    expect(points.length).toBeGreaterThan(MAX_POINTS / 3);
    expect(points.at(-1)).toMatchObject({ step: { id: 5_002 }, patch: change(0, 2) });
  });

  it('stay while a long session grows, until every second one goes', async () => {
    const steps = Array.from({ length: 1_000 }, (_, i) =>
      step(i + 1, i === 0 ? 'edit' : 'test', i === 0 ? change(0, 1) : null),
    );
    const at = async (length: number) => {
      const { points } = await trajectoryProgress(
        { steps: steps.slice(0, length), workspace: null },
        baseText,
      );
      return points.map(point => point.step.id);
    };
    for (const length of [150, 199, 300, 411, 900]) {
      const [before, after] = [await at(length), await at(length + 1)];
      const kept = before.slice(0, -1).filter(id => after.includes(id));
      expect([1, 2].map(part => Math.ceil((before.length - 1) / part))).toContain(kept.length);
      expect(after.length).toBeLessThanOrEqual(MAX_POINTS);
    }
  });

  it('give way to other work after each point, and end when that throws', async () => {
    const steps = [step(1, 'edit', change(0, 1)), step(2, 'test'), step(3, 'test')];
    let pauses = 0;
    const pause = () => (++pauses === 2 ? Promise.reject(new Error('enough')) : Promise.resolve());
    await expect(trajectoryProgress({ steps, workspace: null }, baseText, pause)).rejects.toThrow('enough');
  });
});
