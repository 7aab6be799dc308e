import { expect, it } from 'vitest';
import { codeChange } from '../../../src/core/patch/codeChange';
import { formatPatch } from '../../../src/core/patch/formatPatch';
import { parsePatch } from '../../../src/core/patch/parsePatch';
import { candidatesOfOneTask, patchOf } from '../../bench/workload';

const read = (patch: string) => formatPatch(codeChange(parsePatch(patch)).files);

it('the benchmark measures patches that the model reads, each another one', () => {
  const candidates = candidatesOfOneTask(32).map(({ patch }) => read(patch));
  expect(new Set(candidates).size).toBe(32);
  const sizes = [5, 20, 40, 80].map(changes => read(patchOf(changes)).length);
  expect(sizes).toEqual([...new Set(sizes)].toSorted((a, b) => a - b));
  expect(new Set([null, 0, 40, 79].map(edited => read(patchOf(80, edited)))).size).toBe(4);
});
