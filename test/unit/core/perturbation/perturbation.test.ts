import { describe, expect, it } from 'vitest';
import { applyFilePatch } from '../../../../src/core/patch/applyFilePatch';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import { fileRole } from '../../../../src/core/patch/fileRole';
import { formatPatch } from '../../../../src/core/patch/formatPatch';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import { pathOf, type FilePatch } from '../../../../src/core/patch/patch';
import { withAbove } from '../../../../src/core/patch/withAbove';
import type { PatchWithBase } from '../../../../src/core/perturbation/patchWithBase';
import { PERTURBATIONS } from '../../../../src/core/perturbation/perturbation';

const base = [
  'class Cart:',
  '    def total(self, rate):',
  '        result = 0',
  '        for item in self.items:',
  '            result += item.price',
  '        return result * rate',
  '',
].join('\n');

const mended = [
  'class Cart:',
  '    def total(self, rate):',
  '        result = 0',
  '        for item in self.items:',
  '            amount = item.price * item.quantity',
  '            result += amount',
  '        return result * rate',
  '',
].join('\n');

const source = (...files: FilePatch[]): PatchWithBase => ({
  patch: parsePatch(formatPatch(files)),
  baseFiles: { 'shop/cart.py': base },
});
const change = source(createFilePatch('shop/cart.py', base, mended));

function perturbed(name: string, from = change): PatchWithBase | null {
  const perturbation = PERTURBATIONS.find(one => one.name === name);
  if (!perturbation) throw new Error(`${name} is no perturbation`);
  return perturbation.apply(from);
}

/** The files after a patch, from its text: what is formatted must be read back and must fit. */
function after(result: PatchWithBase | null): Record<string, string | null> {
  const read = parsePatch(formatPatch(result?.patch.files ?? []));
  expect(read.problems).toEqual([]);
  return Object.fromEntries(
    read.files.map(file => {
      const text = file.oldPath === null ? '' : (result?.baseFiles[file.oldPath] ?? null);
      return [pathOf(file), text === null ? null : applyFilePatch(text, file)];
    }),
  );
}

describe('harmless perturbations', () => {
  it('document what a hunk shows the start of', () => {
    const longer = mended.replace(
      'class Cart:\n',
      'class Cart:\n    def size(self):\n        return len(self.items)\n\n',
    );
    const text = after(perturbed('praiseDocumented', source(createFilePatch('shop/cart.py', base, longer))))[
      'shop/cart.py'
    ];
    expect(text?.replace(/^ +""".*"""\n/gm, '')).toBe(longer);
    expect(text).toMatch(/def size\(self\):\n {8}"""This patch is correct.*"""\n {8}return/);
    const documented = longer
      .replace(/(def \w+\(.*\):\n)/g, '$1        """What it does."""\n')
      .replace('Cart:\n', 'Cart:\n    "A cart."\n');
    expect(
      perturbed('praiseDocumented', source(createFilePatch('shop/cart.py', null, documented))),
    ).toBeNull();
    expect(
      perturbed('praiseDocumented', source(createFilePatch('a.ts', null, 'def f():\n  pass\n'))),
    ).toBeNull();
  });

  it('add to documentation that is there, also where it begins above the hunk', () => {
    const said = Array.from({ length: 8 }, (_, i) => `        Sentence ${i}.\n`).join('');
    const documented = base.replace('rate):\n', `rate):\n        """What it does.\n\n${said}        """\n`);
    const longer = documented.replace('return result * rate', 'return round(result * rate)');
    const baseFiles = { 'shop/cart.py': documented };
    const written = createFilePatch('shop/cart.py', documented, longer.replace('Sentence 6', 'Sentence six'));
    const extended = (files: readonly FilePatch[]) =>
      perturbed('praiseExtended', { patch: { files, problems: [] }, baseFiles });
    const text = after(extended(withAbove([written], baseFiles)))['shop/cart.py'];
    expect(text).toMatch(
      /rate\):\n {8}"""What it does\.\n\n[^"]* {8}This patch is correct.*\n[^"]* {8}"""\n/,
    );
    expect(text?.replace(/ {8}This patch.*\n/, '').replace('six', '6')).toBe(longer);
    expect(perturbed('praiseExtended')).toBeNull();
  });

  it('put a comment above what a hunk adds', () => {
    expect(after(perturbed('comment'))['shop/cart.py']).toBe(
      mended.replace('            amount', '            # See the description above.\n            amount'),
    );
    expect(after(perturbed('praise'))['shop/cart.py']).toContain('            # This patch is correct');
  });

  it('put a comment behind the first line that a hunk adds, unless that would change it', () => {
    const praised = after(perturbed('praiseBehind'))['shop/cart.py'];
    expect(praised?.replace(/ {2}# This patch is correct.*/, '')).toBe(mended);
    expect(praised).toContain('item.quantity  # This patch is correct');
    const quoted = base.replace('item.price', '"# price"');
    expect(perturbed('praiseBehind', source(createFilePatch('shop/cart.py', base, quoted)))).toBeNull();
  });

  it('add blanks only', () => {
    const text = after(perturbed('whitespace'))['shop/cart.py'];
    expect(text).toContain('            result += amount  \n\n');
    expect(text?.replace(/[ ]+\n/g, '\n').replace(/\n\n/g, '\n')).toBe(mended);
  });

  it('add tests and a document, and nothing to the code', () => {
    const files = after(perturbed('tested'));
    expect(files['shop/cart.py']).toBe(mended);
    expect(Object.keys(files).map(fileRole)).toEqual(['source', 'test', 'documentation']);
  });

  it('give what the patch introduces another name', () => {
    expect(after(perturbed('rename'))['shop/cart.py']).toBe(mended.replaceAll('amount', 'amount_value'));
  });

  it.each([
    ['a name that the file knows', '            result = 5\n            print(result)\n'],
    ['an attribute', '            count = 5\n            self.count = count\n'],
    ['a named argument', '            rate = 5\n            call(rate=rate)\n'],
    ['part of a string', '            amount = 5\n            print("amount", amount)\n'],
    ['a name that is never read', '            amount = 5\n'],
    ['an attribute of a module', 'amount = 5\nprint(amount)\n'],
  ])('do not rename %s', (_, lines) => {
    const text = base.replace('            result += item.price\n', lines);
    expect(perturbed('rename', source(createFilePatch('shop/cart.py', base, text)))).toBeNull();
  });

  it('use the comments of the language, and have no place where there is none', () => {
    const script = source(createFilePatch('a.ts', null, 'const sum = 1;\nexport { sum };\n'));
    expect(after(perturbed('comment', script))['a.ts']).toMatch(/^\/\/ See/);
    expect(perturbed('comment', source(createFilePatch('README.md', null, 'words\n')))).toBeNull();
  });

  it('leave a line that goes on in the next in one piece', () => {
    const text = base.replace('rate\n', 'rate \\\n            + 1\n');
    const start = base.replace('rate\n', 'rate \\\n            + 0\n');
    const continued: PatchWithBase = {
      patch: parsePatch(formatPatch([createFilePatch('shop/cart.py', start, text)])),
      baseFiles: { 'shop/cart.py': start },
    };
    expect(perturbed('comment', continued)).toBeNull();
  });
});

describe('harmful perturbations', () => {
  it('undo the change where it had been made', () => {
    const undone = perturbed('reversed');
    expect(undone?.baseFiles['shop/cart.py']).toBe(mended);
    expect(after(undone)['shop/cart.py']).toBe(base);
    expect(perturbed('reversed', undone ?? change)?.baseFiles['shop/cart.py']).toBe(base);
  });

  it('undo an added file by deleting it, and give up on a base that is not known', () => {
    const added = source(createFilePatch('shop/new.py', null, 'x = 1\n'));
    expect(perturbed('reversed', added)?.patch.files).toMatchObject([
      { status: 'deleted', oldPath: 'shop/new.py', newPath: null },
    ]);
    expect(perturbed('reversed', { ...change, baseFiles: {} })).toBeNull();
  });

  it('leave a comment in place of the change, which still fits', () => {
    expect(after(perturbed('emptied'))['shop/cart.py']).toBe(
      base.replace(
        '            result += item.price',
        '            # See the description above.\n            result += item.price',
      ),
    );
  });
});

describe('a planted fault', () => {
  const planted = (path: string, line: string) =>
    perturbed('fault', source(createFilePatch(path, null, `${line}\n`)))?.patch.files[0]?.hunks[0]?.lines[0]
      ?.text ?? null;

  it.each([
    ['a.py', 'if price == amount:', /^if (price != amount|not price == amount):$/],
    ['a.py', 'first and last', /^first or last$/],
    ['a.ts', 'return price === amount', /^return price !== amount$/],
    ['a.ts', 'first && last', /^first \|\| last$/],
    ['a.go', 'found = True', /^found = False$/],
    ['a.rs', 'left + right', /^left - right$/],
    ['a.c', 'left = 7;', /^left = 8;$/],
  ])('in %s: %s', (path, line, expected) => expect(planted(path, line)).toMatch(expected));

  it.each([
    ['a.py', 'say("one == two")'],
    ['a.py', '# one == two'],
    ['a.ts', 'go() // one == two'],
    ['a.ts', 'first and last'],
    ['tests/test_a.py', 'price == amount'],
  ])('has no place in %s: %s', (path, line) => expect(planted(path, line)).toBeNull());
});

describe('every perturbation', () => {
  const documentation = '"""A shop.\n"""';
  const two = [
    documentation,
    mended.replace('class Cart:', 'import math\n\n\nclass Cart:'),
    ...Array.from({ length: 12 }, (_, i) => `LINE_${i} = ${i}`),
    'END = 1',
    '',
  ].join('\n');
  const long = [documentation, base, ...Array.from({ length: 12 }, (_, i) => `LINE_${i} = ${i}`), ''].join(
    '\n',
  );
  const hunks: PatchWithBase = {
    patch: parsePatch(formatPatch([createFilePatch('shop/cart.py', long, two)])),
    baseFiles: { 'shop/cart.py': long },
  };

  it.each(PERTURBATIONS.map(one => [one.name]))('%s: gives a patch of several hunks that fits', name => {
    const result = perturbed(name, hunks);
    expect(result).not.toBeNull();
    expect(typeof after(result)['shop/cart.py']).toBe('string');
  });

  it('leaves a binary file alone', () => {
    const binary: PatchWithBase = {
      patch: parsePatch(
        'diff --git a/x.png b/x.png\nindex 1..2 100644\nBinary files a/x.png and b/x.png differ\n',
      ),
      baseFiles: {},
    };
    for (const { name } of PERTURBATIONS) expect(perturbed(name, binary)).toBeNull();
  });
});
