import { expect, it, vi } from 'vitest';
import { FunctionLens } from '../../../src/host/badges/functionLens';
import { ReviewDecorations } from '../../../src/host/badges/reviewDecorations';
import { onAnother } from '../../../src/host/onAnother';
import type { ChangeReview } from '../../../src/host/review/changeReview';
import type { RangeReview } from '../../../src/host/review/rangeReview';
import type * as editorEvents from './editorEvents';
import { EventEmitter } from './editorEvents';

vi.mock('vscode', async original => {
  const registered = () => ({ dispose: () => undefined });
  return {
    ...(await original<typeof editorEvents>()),
    SymbolKind: {},
    languages: { registerCodeLensProvider: registered },
    window: { registerFileDecorationProvider: registered },
    workspace: { onDidChangeConfiguration: registered },
  };
});

it('is told of another value, with the one before, and not of the same again', () => {
  const changed = new EventEmitter<void>();
  let value = 1;
  const told: (readonly [number, number])[] = [];
  const listening = onAnother(
    changed.event,
    () => value,
    (now, before) => told.push([now, before]),
  );
  changed.fire();
  value = 2;
  changed.fire();
  changed.fire();
  value = 1;
  changed.fire();
  listening.dispose();
  value = 3;
  changed.fire();
  expect(told).toEqual([
    [2, 1],
    [1, 2],
  ]);
});

const parts = {
  'a score above a function': {
    shows: 'review',
    made: (review: unknown, asked: () => void) => {
      const lens = new FunctionLens(review as ChangeReview);
      lens.onDidChangeCodeLenses(asked);
    },
  },
  'a place in the order of files': {
    shows: 'state',
    made: (review: unknown, asked: () => void) => {
      const decorations = new ReviewDecorations(review as RangeReview);
      decorations.onDidChangeFileDecorations(asked);
    },
  },
};

it.each(Object.entries(parts))('the editor asks for %s anew when it is another', (_, { shows, made }) => {
  const changed = new EventEmitter<void>();
  const review = { onDidChange: changed.event, [shows]: { kind: 'none' } };
  const asked = vi.fn();
  made(review, asked);
  changed.fire();
  expect(asked).not.toHaveBeenCalled();
  review[shows] = { kind: 'none' };
  changed.fire();
  changed.fire();
  expect(asked).toHaveBeenCalledTimes(1);
});
