import { describe, expect, it } from 'vitest';
import { readTask } from '../../../../src/core/evidence/taskMentions';
import { renderTask } from '../../../../src/core/render/renderTask';

const task = (body: string) => ({ title: 'Load it', body, source: 'test' });
const mentions = (body: string) => {
  const { codeNames, paths } = readTask(task(body));
  return { code: [...codeNames], paths: [...paths] };
};

describe('what a task names', () => {
  it('is its code, in blocks and on one line', () => {
    expect(mentions('```py\nload(file)\n```\nand `save`\n    indented\n').code).toEqual([
      'load',
      'file',
      'save',
      'indented',
    ]);
  });

  it('is its code on a last line without an end too', () => {
    expect(mentions('```\nload').code).toEqual(['load']);
    expect(mentions('```\nload``` then `save`').code).toEqual(['load', 'save']);
    expect(mentions('see `load`').code).toEqual(['load']);
    expect(mentions('see ```load').code).toEqual([]);
  });

  it('is its paths, whatever separates their parts', () => {
    expect(mentions('in src\\a\\load.py, src/b/save.ts and setup.py').paths).toEqual([
      'src/a/load.py',
      'src/b/save.ts',
      'setup.py',
    ]);
  });
});

describe('a task of hostile text', () => {
  it.each([
    ['one long word', 'aA0'.repeat(66_000)],
    ['a picture as text', `data:image/png;base64,${'iVBORw0KGgo/+'.repeat(15_000)}`],
    ['fences on one line', '```'.repeat(66_000)],
    ['marks of code', '`a'.repeat(100_000)],
    ['folders without a file', 'a/'.repeat(100_000)],
    ['comments that are never closed', '<!--'.repeat(50_000)],
    ['carriage returns', '\r'.repeat(199_000)],
  ])('is read to its end: %s', (_name, text) => {
    expect(mentions(`${text}\nin src/load.py`).paths).toContain('src/load.py');
    const { lines } = renderTask(task(`${text}\nin src/load.py`), () => 1, 10);
    expect(lines.length).toBeGreaterThan(1);
  });
});
