import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import { fileAt, readBaseFiles } from '../../../../src/platform/change/baseFiles';
import { TestRepository } from '../repository';

let repository: TestRepository;
const names = Array.from({ length: 30 }, (_, i) => `f${i}.txt`);
beforeEach(() => {
  repository = new TestRepository(Object.fromEntries(names.map(name => [name, `${name}\n`])));
});
afterEach(() => repository.remove());

describe('base files', () => {
  it('of many files are read a few at a time, in the order of the patch, without those that are not there', async () => {
    const git = await repository.open();
    const patch = [...names, 'gone.txt']
      .map(name => `--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-${name}\n+x\n`)
      .join('');
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    const { signal } = new AbortController();
    const read = await readBaseFiles(
      git,
      repository.git('rev-parse', 'HEAD'),
      parsePatch(patch).files,
      signal,
    );
    await new Promise(resolve => setImmediate(resolve));
    process.off('warning', listen);
    expect(Object.entries(read)).toEqual(names.map(name => [name, `${name}\n`]));
    expect(warnings).toEqual([]);
  });

  it('are not taken for missing because reading them was stopped', async () => {
    const git = await repository.open();
    const commit = repository.git('rev-parse', 'HEAD');
    expect(await fileAt(git, commit, 'f1.txt', AbortSignal.abort())).toBeNull();
    expect(await fileAt(git, commit, 'f1.txt')).toBe('f1.txt\n');
  });
});
