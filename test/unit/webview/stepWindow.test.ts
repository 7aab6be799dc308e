import { describe, expect, it } from 'vitest';
import { ROW_HEIGHT, rowForKey, scrollFor, stepWindow } from '../../../webview/timeline/stepWindow';

describe('the window on a long list', () => {
  it('draws what is in sight and a little more, wherever it is scrolled to', () => {
    const total = 10_000;
    for (let top = 0; top <= total * ROW_HEIGHT; top += 997) {
      const { first, end } = stepWindow(top, 400, total);
      expect(end - first).toBeLessThanOrEqual(Math.ceil(400 / ROW_HEIGHT) + 26);
      expect(first).toBeLessThanOrEqual(Math.min(total - 1, top / ROW_HEIGHT));
      expect(end).toBeGreaterThanOrEqual(Math.min(total, (top + 400) / ROW_HEIGHT));
    }
  });

  it('is whole for a short list and empty for none', () => {
    expect(stepWindow(0, 400, 3)).toEqual({ first: 0, end: 3 });
    expect(stepWindow(0, 400, 0)).toEqual({ first: 0, end: 0 });
    // A list that became shorter than it was scrolled.
    expect(stepWindow(100_000, 400, 3)).toEqual({ first: 2, end: 3 });
  });

  it('follows the keys and never leaves the list', () => {
    expect(rowForKey('ArrowDown', 4, 10, 240)).toBe(5);
    expect(rowForKey('ArrowDown', 9, 10, 240)).toBe(9);
    expect(rowForKey('ArrowUp', 0, 10, 240)).toBe(0);
    expect(rowForKey('PageDown', 0, 100, 240)).toBe(9);
    expect(rowForKey('PageUp', 3, 100, 240)).toBe(0);
    expect(rowForKey('Home', 5, 10, 240)).toBe(0);
    expect(rowForKey('End', 5, 10, 240)).toBe(9);
    expect(rowForKey('a', 5, 10, 240)).toBeNull();
    expect(rowForKey('End', 0, 0, 240)).toBeNull();
  });

  it('scrolls only as far as it must', () => {
    expect(scrollFor(5, 0, 240)).toBe(0);
    expect(scrollFor(20, 0, 240)).toBe(21 * ROW_HEIGHT - 240);
    expect(scrollFor(2, 240, 240)).toBe(2 * ROW_HEIGHT);
  });
});
