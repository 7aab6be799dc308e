import { expect, it, vi } from 'vitest';
import { StatusItem } from '../../../src/host/badges/statusItem';
import type { ChangeReview } from '../../../src/host/review/changeReview';
import { scored } from '../core/scoring/scoredVerdict';
import type * as editorEvents from './editorEvents';
import { EventEmitter } from './editorEvents';

const shown = vi.hoisted(() => ({
  tooltip: '',
  accessibilityInformation: { label: '' },
  show: () => undefined,
  dispose: () => undefined,
}));

vi.mock('vscode', async original => ({
  ...(await original<typeof editorEvents>()),
  StatusBarAlignment: { Left: 1 },
  window: { createStatusBarItem: () => shown },
}));

it('a screen reader is told that a score is out of date, which the turning icon says to the eye', () => {
  const changed = new EventEmitter<void>();
  const state = { kind: 'scored', verdict: scored(0.4), stale: false };
  const review = { onDidChange: changed.event, review: state } as unknown as ChangeReview;
  const item = new StatusItem(review, null);
  const label = () => shown.accessibilityInformation.label;
  expect(label()).toMatch(/^SWE-RM: Probability that the change resolves the task: 60/);
  state.stale = true;
  changed.fire();
  expect(label()).toMatch(/^SWE-RM: The change has been edited; scoring… Before: 60/);
  item.dispose();
});

it('says over a score how much of the change was not read', () => {
  const verdict = { ...scored(0.4), dropped: [{ path: 'a.py', what: 'lines', lines: 900 }] };
  const review = {
    onDidChange: new EventEmitter<void>().event,
    review: { kind: 'scored', verdict, stale: false },
  } as unknown as ChangeReview;
  const item = new StatusItem(review, null);
  for (const said of [shown.tooltip, shown.accessibilityInformation.label])
    expect(said).toContain('900 changed lines of code, in 1 file, did not fit');
  item.dispose();
});
