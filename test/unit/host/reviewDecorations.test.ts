import { expect, it, vi } from 'vitest';
import { ReviewDecorations } from '../../../src/host/badges/reviewDecorations';
import type { RangeReview } from '../../../src/host/review/rangeReview';
import type * as editorEvents from './editorEvents';
import { EventEmitter } from './editorEvents';

vi.mock('vscode', async original => ({
  ...(await original<typeof editorEvents>()),
  window: { registerFileDecorationProvider: () => ({ dispose: () => undefined }) },
}));

it('files are marked anew when the review is another, not with each hunk that was measured', () => {
  const changed = new EventEmitter<void>();
  const review = { onDidChange: changed.event, state: { kind: 'none' } };
  const decorations = new ReviewDecorations(review as unknown as RangeReview);
  let asked = 0;
  decorations.onDidChangeFileDecorations(() => (asked += 1));
  changed.fire();
  expect(asked).toBe(0);
  review.state = { kind: 'none' };
  changed.fire();
  changed.fire();
  expect(asked).toBe(1);
  decorations.dispose();
});
