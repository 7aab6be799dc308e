import { beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { codeChange } from '../../../../src/core/patch/codeChange';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import { formatPatch } from '../../../../src/core/patch/formatPatch';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import { renderInput } from '../../../../src/core/render/renderInput';
import type { SyntaxReader } from '../../../../src/core/syntax/syntax';
import { readerFor } from '../syntax/reader';

/** One token a word: costs that a reader of the test can count. */
const words = {
  encode: (text: string) =>
    text.trim() === ''
      ? []
      : text
          .trim()
          .split(/\s+/)
          .map((_, i) => i),
};
const roomy = { total: 10_000, task: 1_000 };
const task = {
  title: 'Fix the loader',
  body: 'It fails.\n\n<!-- template -->\n- [x] searched\n',
  source: 'test',
};

const base = `class Loader:\n    def load(self, path):\n${Array.from({ length: 30 }, (_, i) => `        step(${String(i)})\n`).join('')}        return path\n`;
const changed = base.replace('step(15)', 'step(99)');
const patch = parsePatch(formatPatch([createFilePatch('loader.py', base, changed)]));

let syntax: SyntaxReader;
beforeAll(async () => {
  syntax = await readerFor('loader.py');
});

describe('renderInput', () => {
  it('shows the task, the enclosing definitions, and the code around the change', () => {
    const text = renderInput(task, patch, { 'loader.py': base }, syntax, words, roomy);
    expect(text.task).toEqual([
      { mark: 'task', text: 'Fix the loader' },
      { mark: 'text', text: 'It fails.' },
    ]);
    expect(text.patch.slice(0, 4)).toEqual([
      { mark: 'patch', text: '' },
      { mark: 'file', text: 'loader.py' },
      { mark: 'scope', text: 'class Loader:' },
      { mark: 'scope', text: 'def load(self, path):' },
    ]);
    const context = text.patch.filter(line => line.mark === 'context').map(line => line.text.trim());
    expect(context).toContain('step(4)');
    expect(context).toContain('step(26)');
    expect(context).toEqual([...new Set(context)]);
    expect(text.dropped).toEqual([]);
  });

  it('works without the base file and takes the scope from the diff', () => {
    const text = renderInput(task, patch, {}, syntax, words, roomy);
    expect(text.patch.filter(line => line.mark === 'context')).toHaveLength(6);
  });

  it('puts configuration after the source, and leaves out tests and documents', () => {
    const both = parsePatch(
      formatPatch([
        createFilePatch('docs/a.md', 'a\n', 'b\n'),
        createFilePatch('tests/test_a.py', 'a\n', 'b\n'),
        createFilePatch('setup.cfg', 'a\n', 'b\n'),
        createFilePatch('src/a.py', 'a\n', 'b\n'),
      ]),
    );
    const files = renderInput(task, both, {}, syntax, words, roomy).patch.filter(
      line => line.mark === 'file',
    );
    expect(files.map(line => line.text)).toEqual(['src/a.py', 'setup.cfg']);
  });

  it('gives up the code around first and says so', () => {
    const full = renderInput(task, patch, { 'loader.py': base }, syntax, words, roomy);
    const cost = full.patch.reduce((sum, line) => sum + 1 + words.encode(line.text).length, 0);
    const tight = renderInput(task, patch, { 'loader.py': base }, syntax, words, { ...roomy, total: cost });
    expect(tight.dropped).toEqual([
      { path: 'loader.py', what: 'context', lines: expect.any(Number) as number },
    ]);
    expect(tight.patch.filter(line => line.mark === 'added')).toHaveLength(1);
  });

  it('marks where changed lines are missing', () => {
    const long = parsePatch(
      formatPatch([
        createFilePatch('new.py', null, Array.from({ length: 200 }, (_, i) => `a = ${String(i)}\n`).join('')),
      ]),
    );
    const text = renderInput(task, long, {}, syntax, words, { total: 100, task: 50 });
    expect(text.patch.at(-1)).toEqual({ mark: 'cut', text: '' });
    expect(text.dropped[0]?.what).toBe('lines');
  });

  it('never exceeds the budget, keeps every file it can, and accounts for every line it leaves out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.stringMatching(/^[a-z ]{0,20}$/), { minLength: 1, maxLength: 12 }), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.integer({ min: 20, max: 200 }),
        (files, total) => {
          const many = parsePatch(
            formatPatch(
              files.map((lines, i) => createFilePatch(`f${String(i)}.txt`, null, `${lines.join('\n')}\n`)),
            ),
          );
          const text = renderInput(task, many, {}, syntax, words, { total, task: 10 });
          const cost = [...text.task, ...text.patch].reduce(
            (sum, line) => sum + 1 + words.encode(line.text).length,
            0,
          );
          expect(cost).toBeLessThanOrEqual(total);
          const all = codeChange(many).files.flatMap(file => file.hunks.flatMap(hunk => hunk.lines)).length;
          const shown = text.patch.filter(line => line.mark === 'added').length;
          const dropped = text.dropped.filter(d => d.what === 'lines').reduce((sum, d) => sum + d.lines, 0);
          expect(shown + dropped).toBe(all);
        },
      ),
    );
  });
});
