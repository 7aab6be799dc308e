import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PendingEdits } from '../../../../src/platform/capture/pendingEdits';

const settled: (readonly [readonly string[], string])[] = [];
const edits = () => new PendingEdits((paths, cause) => settled.push([paths, cause]));

beforeEach(() => {
  settled.length = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

it('a save makes an edit of what was reported as a change on disk, once', () => {
  const pending = edits();
  pending.touch('a.ts', 'disk', new Date(0));
  pending.touch('b.ts', 'disk', new Date(0));
  expect(pending.saved('a.ts')).toBe(true);
  vi.advanceTimersByTime(60_000);
  expect(settled).toEqual([
    [['a.ts'], 'saved'],
    [['b.ts'], 'disk'],
  ]);
});

it('the first key, reported as a change on disk, belongs to the edit', () => {
  const pending = edits();
  pending.touch('a.ts', 'disk', new Date(0));
  pending.touch('a.ts', 'typed', new Date(100));
  vi.advanceTimersByTime(1_000);
  expect(settled).toEqual([]);
  expect(pending.isTyped('a.ts')).toBe(true);
  pending.settle('typed');
  pending.settle('disk');
  expect(settled).toEqual([[['a.ts'], 'typed']]);
});

it('typing without a pause is told of all the same', () => {
  const pending = edits();
  for (let second = 0; second <= 32; second += 2) {
    pending.touch('a.ts', 'typed', new Date(second * 1_000));
    vi.advanceTimersByTime(2_000);
  }
  expect(settled).toEqual([[['a.ts'], 'typed']]);
});

it('what an agent writes is told of although a log is written all the time', () => {
  const pending = edits();
  for (let tenth = 0; tenth <= 310; tenth += 5) {
    pending.touch(tenth === 0 ? 'a.ts' : 'dev.log', 'disk', new Date(tenth * 100));
    vi.advanceTimersByTime(500);
  }
  expect(settled).toEqual([[['a.ts', 'dev.log'], 'disk']]);
});

it('a save of what nobody changed is none', () => {
  expect(edits().saved('a.ts')).toBe(false);
  expect(settled).toEqual([]);
});
