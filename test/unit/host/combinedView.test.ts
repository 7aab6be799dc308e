import { expect, it, vi } from 'vitest';
import type { RankedGroup } from '../../../src/core/ranking/ranking';
import type { Outcome } from '../../../src/core/scoring/outcome';
import type { Alternative } from '../../../src/host/candidates/alternative';
import { combinedView } from '../../../src/host/panel/combinedView';
import { changeKey } from '../../../src/platform/outcomes/changeKey';
import { scored } from '../core/scoring/scoredVerdict';

vi.mock('../../../src/platform/outcomes/changeKey', async original => {
  const real = await original<{ changeKey: typeof changeKey }>();
  return { changeKey: vi.fn(real.changeKey) };
});

const candidates = ['one', 'two', 'three'].map((label): Alternative => ({
  id: label,
  label,
  origin: { kind: 'file', path: `/${label}.patch` },
  patch: `--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-a\n+${label}\n`,
  base: 'a'.repeat(40),
}));
const groups = candidates.map(({ id }, index): RankedGroup => ({
  rank: index + 1,
  members: [id],
  verdict: scored(1 - index),
  margin: null,
}));
const tested = (index: number, passed: boolean): Outcome => ({
  version: 1,
  change: changeKey(candidates[index]?.patch ?? ''),
  commit: null,
  at: '2026-01-01T00:00:00.000Z',
  source: 'tests',
  event: { kind: 'tested', passed },
  score: null,
});

function viewOf(outcomes: readonly Outcome[], hidden = false) {
  return combinedView({
    candidates,
    standing: {
      kind: 'ranked',
      ranking: { groups, call: null, orderedRightly: null },
      difference: null,
      stepsRead: false,
    },
    choices: { hidden, chosen: null },
    learning: { outcomes },
  });
}

it('candidates are ranked by tests as well once some ran: the last time they ran counts, failed or passed', () => {
  const view = viewOf([tested(0, true), tested(2, true), tested(0, false)]);
  expect(view?.places.map(({ label, tests, level }) => [label, tests, level])).toEqual([
    ['two', 'not tested', 'middle'],
    ['one', 'tests failed', 'low'],
    ['three', 'tests passed', 'high'],
  ]);
});

it('there is nothing to say while no candidate was tested', () => {
  expect(viewOf([])).toBeNull();
  expect(viewOf([{ ...tested(0, true), change: 'of something else' }])).toBeNull();
});

it('where sources are hidden the letters of the ranking stand for the names', () => {
  expect(viewOf([tested(0, true)], true)?.places.map(({ label }) => label)).toEqual([
    'Candidate A',
    'Candidate B',
    'Candidate C',
  ]);
});

it('what a candidate changes is found out once, however often the panel is drawn', () => {
  const outcomes = [tested(0, true)];
  viewOf(outcomes);
  vi.mocked(changeKey).mockClear();
  expect(viewOf(outcomes)?.places).toHaveLength(3);
  expect(changeKey).not.toHaveBeenCalled();
});
