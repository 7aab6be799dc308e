import { expect, it } from 'vitest';
import { labelParts } from '../../../webview/timeline/stepLabel';

it.each([
  ['src/shop/cart.ts', ['[src/shop/]', 'cart.ts']],
  ['cart.ts', ['cart.ts']],
  ['Edit src/cart.ts and 2 more', ['Edit ', '[src/]', 'cart.ts and 2 more']],
  ['src/a.ts to lib/b.ts, renamed on disk', ['[src/]', 'a.ts to ', '[lib/]', 'b.ts, renamed on disk']],
  ['cat /etc/hosts', ['cat ', '[/etc/]', 'hosts']],
  // As long as what would stand for them, or with nothing behind them.
  ['a/b.ts', ['a/', 'b.ts']],
  ['ls src/', ['ls src/']],
])('the folders of %s give way, not the name of the file', (label, parts) => {
  const found = labelParts(label);
  expect(found.map(({ text, folders }) => (folders ? `[${text}]` : text))).toEqual(parts);
  expect(found.map(({ text }) => text).join('')).toBe(label);
});
