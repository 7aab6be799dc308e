import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FilePatch } from '../../../../src/core/patch/patch';
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

  // Other systems refuse such a name.
  it.runIf(process.platform === 'linux')('says which new file has a name that cannot be read', async () => {
    const repository = repositoryWith({ 'a.py': BASE });
    repository.write({ 'good \ufffd.py': 'x = 1\n' });
    writeFileSync(Buffer.from(path.join(repository.folder, 'caf\xe9.py'), 'latin1'), 'x = 1\n');
    const { files, problems } = await changeOf(repository);
    expect(files.map(({ newPath }) => newPath)).toEqual(['good \ufffd.py']);
    expect(problems).toEqual(['caf\ufffd.py is left out, because its name is not UTF-8; rename it.']);
  });

  // Other systems refuse such names, too.
  it.runIf(process.platform === 'linux')('says which new file has a path that is not followed', async () => {
    const repository = repositoryWith({ 'a.py': BASE });
    repository.write({ 'b.py': 'x = 1\n', 'c\td.py': 'x = 1\n', 'e\\f.py': 'x = 1\n' });
    const { files, problems } = await changeOf(repository);
    expect(files.map(({ newPath }) => newPath)).toEqual(['b.py']);
    expect(problems).toEqual([
      '"c\\td.py" is left out, because its path holds a control character; rename it.',
      '"e\\\\f.py" is left out, because its path holds a backslash, which some systems read as a folder separator; rename it.',
    ]);
  });

  describe('with files that were moved without telling git', () => {
    const EDITED = BASE.replace('return c', 'return c + 1');
    const told = ({ files }: { files: readonly FilePatch[] }) =>
      files.map(({ status, oldPath, newPath, hunks }) => [status, oldPath, newPath, hunks.length]);

    /** Files of a base, of which some are gone and others came. */
    function after(
      base: Readonly<Record<string, string>>,
      gone: readonly string[],
      came: Readonly<Record<string, string>>,
    ): TestRepository {
      const repository = repositoryWith(base);
      for (const file of gone) rmSync(path.join(repository.folder, file));
      repository.write(came);
      return repository;
    }

    it('is what git says of it once it is added', async () => {
      const base = { 'a.py': BASE, 'gone.py': 'x = 1\n', 'kept.py': 'y = 1\n' };
      const came = { 'src/b.py': EDITED, 'new.py': 'z = 1\n', 'kept.py': 'y = 2\n' };
      const repository = after(base, ['a.py', 'gone.py'], came);
      const moved = await changeOf(repository);
      expect(told(moved)).toEqual([
        ['deleted', 'gone.py', null, 1],
        ['modified', 'kept.py', 'kept.py', 1],
        ['added', null, 'new.py', 1],
        ['renamed', 'a.py', 'src/b.py', 1],
      ]);
      repository.git('add', '-A');
      expect((await changeOf(repository)).patch).toBe(moved.patch);
    });

    it('leaves git as it is', async () => {
      const repository = after({ 'a.py': BASE }, ['a.py'], { 'b.py': BASE });
      const known = () => [repository.git('status', '--porcelain'), repository.git('count-objects')];
      const before = known();
      expect(told(await changeOf(repository))).toEqual([['renamed', 'a.py', 'b.py', 0]]);
      expect(known()).toEqual(before);
    });

    it('follows what is typed there and not saved', async () => {
      const repository = after({ 'a.py': BASE }, ['a.py'], { 'b.py': BASE });
      const typed = await changeOf(repository, [{ path: 'b.py', text: EDITED }]);
      expect(told(typed)).toEqual([['renamed', 'a.py', 'b.py', 1]]);
      repository.write({ 'b.py': EDITED });
      expect((await changeOf(repository)).patch).toBe(typed.patch);
      const undone = await changeOf(repository, [{ path: 'b.py', text: BASE }]);
      expect(told(undone)).toEqual([['renamed', 'a.py', 'b.py', 0]]);
    });

    it('takes a file that the editor still holds for no file that is gone', async () => {
      const repository = after({ 'a.py': BASE }, ['a.py'], { 'b.py': BASE });
      expect(told(await changeOf(repository, [{ path: 'a.py', text: EDITED }]))).toEqual([
        ['modified', 'a.py', 'a.py', 1],
        ['added', null, 'b.py', 1],
      ]);
    });

    it('knows a file that became a folder of its name', async () => {
      const repository = after({ tool: BASE }, ['tool'], { 'tool/main.py': EDITED });
      expect(told(await changeOf(repository))).toEqual([['renamed', 'tool', 'tool/main.py', 1]]);
    });

    it('compares a file that git was told to forget with itself', async () => {
      const repository = repositoryWith({ 'a.py': BASE, 'b.py': 'b = 1\n' });
      repository.git('rm', '-q', '--cached', 'a.py', 'b.py');
      repository.write({ 'a.py': EDITED });
      expect(told(await changeOf(repository))).toEqual([['modified', 'a.py', 'a.py', 1]]);
      repository.write({ 'a.py': BASE });
      expect(told(await changeOf(repository))).toEqual([]);
    });

    it('holds a link and a file with a secret name for nothing that was moved', async () => {
      const repository = after({ 'a.py': BASE }, ['a.py'], { '.env': BASE });
      symlinkSync('elsewhere', path.join(repository.folder, 'link'));
      expect(told(await changeOf(repository))).toEqual([['deleted', 'a.py', null, 1]]);
    });
  });
});
