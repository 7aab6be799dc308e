import type { CandidateInput, ScoreParams } from '../../../src/core/protocol/scorer';

/** A small task with a base file and candidates that differ, agree and cannot be scored. */

const path = 'shop/cart.py';

const base = [
  'class Cart:',
  '    def __init__(self):',
  '        self.items = []',
  '',
  '    def total(self, rate):',
  '        result = 0',
  '        for item in self.items:',
  '            result += item.price',
  '        return result * rate',
  '',
  '    def count(self):',
  '        return len(self.items)',
  '',
].join('\n');

const task = {
  title: 'Cart.total ignores the quantity of an item',
  body: 'An item with quantity 3 is counted once in `Cart.total`.\n\nSee shop/cart.py.',
  source: 'test',
};

const totalHunk = (line: string) =>
  [
    '@@ -6,4 +6,4 @@ class Cart:',
    '         result = 0',
    '         for item in self.items:',
    '-            result += item.price',
    `+            ${line}`,
    '         return result * rate',
  ].join('\n');

const countHunk = [
  '@@ -11,2 +11,2 @@ class Cart:',
  '     def count(self):',
  '-        return len(self.items)',
  '+        return sum(item.quantity for item in self.items)',
].join('\n');

const header = `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n`;

export const patches = {
  product: `${header}${totalHunk('result += item.price * item.quantity')}\n`,
  swapped: `${header}${totalHunk('result += item.quantity * item.price')}\n`,
  twoHunks: `${header}${totalHunk('result += item.price * item.quantity')}\n${countHunk}\n`,
  twoFiles: `${header}${totalHunk('result += item.price * item.quantity')}\n${countHunk}\n--- a/setup.cfg\n+++ b/setup.cfg\n@@ -1 +1 @@\n-name = cart\n+name = counting-cart\n--- a/tests/test_cart.py\n+++ b/tests/test_cart.py\n@@ -1 +1 @@\n-assert cart\n+assert cart.total\n`,
  undefinedName: `${header}${totalHunk('result += item.price * quantity')}\n`,
  binary:
    'diff --git a/logo.png b/logo.png\nindex 1111111..2222222 100644\nBinary files a/logo.png and b/logo.png differ\n',
  unsafe: '--- a/../../etc/passwd\n+++ b/../../etc/passwd\n@@ -1 +1 @@\n-a\n+b\n',
  combined: 'diff --cc a.py\nindex 1,2..3\n--- a/a.py\n+++ b/a.py\n@@@ -1,1 -1,1 +1,1 @@@\n- a\n -b\n++c\n',
  prose: 'I would multiply by the quantity.\n',
} as const;

export const candidates = (...names: (keyof typeof patches)[]): CandidateInput[] =>
  names.map(name => ({ id: name, patch: patches[name] }));

export function request(list: readonly CandidateInput[], more: Partial<ScoreParams> = {}): ScoreParams {
  return {
    task,
    candidates: list,
    baseFiles: { [path]: base },
    influence: 'none',
    supersedes: null,
    deadlineMs: 30_000,
    progressToken: null,
    ...more,
  };
}
