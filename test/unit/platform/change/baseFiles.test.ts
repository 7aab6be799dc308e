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

  it('of files that a patch edits come before those that it merely renames', async () => {
    const renamed = Array.from({ length: 120 }, (_, i) => `a${i}.txt`);
    const commit = repository.commit('more', Object.fromEntries(renamed.map(name => [name, `${name}\n`])));
    const patch = renamed
      .map(
        name =>
          `diff --git a/${name} b/z${name}\nsimilarity index 100%\nrename from ${name}\nrename to z${name}\n`,
      )
      .join('');
    const edit = '--- a/f1.txt\n+++ b/f1.txt\n@@ -1 +1 @@\n-f1.txt\n+x\n';
    const { files } = parsePatch(patch + edit);
    const read = await readBaseFiles(await repository.open(), commit, files, new AbortController().signal);
    expect(Object.keys(read).slice(0, 2)).toEqual(['f1.txt', 'a0.txt']);
  });

  it('of code that a patch edits come before those of tests and documents, however many there are', async () => {
    const tests = Array.from({ length: 120 }, (_, i) => `tests/${i}.json`);
    const contents = Object.fromEntries([...tests, 'code.ts'].map(name => [name, 'a\n']));
    const commit = repository.commit('more', contents);
    const patch = [...tests, 'code.ts']
      .map(name => `--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-a\n+b\n`)
      .join('');
    const { files } = parsePatch(patch);
    const read = await readBaseFiles(await repository.open(), commit, files, new AbortController().signal);
    expect(Object.keys(read).slice(0, 2)).toEqual(['code.ts', 'tests/0.json']);
  });

  it('are not taken for missing because reading them was stopped', async () => {
    const git = await repository.open();
    const commit = repository.git('rev-parse', 'HEAD');
    await expect(fileAt(git, commit, 'f1.txt', AbortSignal.abort())).rejects.toThrow('aborted');
    expect(await fileAt(git, commit, 'f1.txt')).toBe('f1.txt\n');
  });
});
