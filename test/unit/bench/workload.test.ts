import { expect, it } from 'vitest';
import { codeChange } from '../../../src/core/patch/codeChange';
import { formatPatch } from '../../../src/core/patch/formatPatch';
import { parsePatch } from '../../../src/core/patch/parsePatch';
import { candidatesOfOneTask, patchOf } from '../../bench/workload';

const read = (patch: string) => formatPatch(codeChange(parsePatch(patch)).files);

it('the benchmark measures patches that the model reads, each another one', () => {
  const candidates = candidatesOfOneTask(32).map(({ patch }) => read(patch));
  expect(new Set(candidates).size).toBe(32);
  const sizes = [5, 10, 20, 40].map(changes => read(patchOf(changes)).length);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  expect(new Set([null, 0, 3, 9].map(edited => read(patchOf(10, edited)))).size).toBe(4);
});
