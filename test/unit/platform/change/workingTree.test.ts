import { afterEach, describe, expect, it } from 'vitest';
import { workingTreeChange } from '../../../../src/platform/change/workingTree';
import { TestRepository } from '../repository';

const BASE = [
  'import os',
  '',
  'def first(x):',
  '    a = x',
  '    b = a',
  '    c = b',
  '    return c',
  '',
  'def second(x):',
  '    return x',
  '',
].join('\n');

describe('the change of a working tree', () => {
  const made: TestRepository[] = [];
  afterEach(() => made.splice(0).forEach(repository => repository.remove()));

  function repositoryWith(files: Readonly<Record<string, string>>): TestRepository {
    const repository = new TestRepository(files);
    made.push(repository);
    return repository;
  }

  async function changeOf(repository: TestRepository, unsaved: { path: string; text: string }[] = []) {
    const git = await repository.open();
    const base = (await git.resolve('HEAD')) ?? '';
    const options = { unsaved, exclude: new Set<string>() };
    const change = await workingTreeChange(git, base, options, new AbortController().signal);
    if (change.kind !== 'read') throw new Error(change.kind);
    return change;
  }

  it('is the same before and after it is saved', async () => {
    const repository = repositoryWith({ 'a.py': BASE });
    const text = BASE.replace('return c', 'return c + 1');
    const { files: typed } = await changeOf(repository, [{ path: 'a.py', text }]);
    repository.write({ 'a.py': text });
    const { files: saved } = await changeOf(repository);
    expect(typed[0]?.hunks).toEqual(saved[0]?.hunks);
    expect(typed[0]?.hunks[0]?.section).toBe('def first(x):');
  });

  it('holds no line that only ends otherwise in the editor, as git checks files out on Windows', async () => {
    const repository = repositoryWith({ 'a.py': BASE });
    repository.git('config', 'core.autocrlf', 'true');
    const text = BASE.replace('return c', 'return c + 1').replaceAll('\n', '\r\n');
    const { patch: typed } = await changeOf(repository, [{ path: 'a.py', text }]);
    repository.write({ 'a.py': text });
    expect(typed).toBe((await changeOf(repository)).patch);
    expect(typed).toContain('\n-    return c\n+    return c + 1\n');
  });

  it('holds line ends that the file has in the repository too', async () => {
    const text = BASE.replaceAll('\n', '\r\n');
    const repository = repositoryWith({ 'a.py': text });
    const edited = text.replace('return c', 'return c + 1');
    const { patch } = await changeOf(repository, [{ path: 'a.py', text: edited }]);
    expect(patch).toContain('\n-    return c\r\n+    return c + 1\r\n');
  });

  it('holds no byte order mark, which the editor does not show', async () => {
    const repository = repositoryWith({ 'a.py': `\ufeff${BASE}` });
    expect((await changeOf(repository, [{ path: 'a.py', text: BASE }])).files).toEqual([]);
  });
});
