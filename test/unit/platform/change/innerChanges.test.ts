import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesInside, innerChanges, innerSentence } from '../../../../src/platform/change/innerChanges';
import { workingTreeChange, type UnsavedText } from '../../../../src/platform/change/workingTree';
import { repositoriesInside } from '../../../../src/platform/git/innerRepositories';
import { gitProcesses } from '../gitProcesses';
import { TestRepository } from '../repository';

const { signal } = new AbortController();

describe('what changed in repositories inside of a repository', () => {
  let shop: TestRepository;
  let library: TestRepository;

  beforeEach(() => {
    library = new TestRepository({ 'money.py': 'CENTS = 100\n' });
    shop = new TestRepository({ 'cart.py': 'total = 0\n' });
    shop.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', library.folder, 'vendor/money');
    shop.git('commit', '-q', '-m', 'money');
  });
  afterEach(() => {
    shop.remove();
    library.remove();
  });

  function write(file: string, text: string): void {
    writeFileSync(path.join(shop.folder, file), text);
  }

  function commitInside(message: string): void {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid'];
    shop.git('-C', 'vendor/money', ...identity, 'commit', '-q', '-a', '-m', message);
  }

  async function found(unsaved: readonly UnsavedText[] = [], base = 'HEAD') {
    const git = await shop.open();
    const commit = (await git.resolve(base)) ?? '';
    const change = await workingTreeChange(git, commit, { unsaved, exclude: new Set() }, signal);
    if (change.kind !== 'read') throw new Error(change.kind);
    if (unsaved.length === 0) return innerChanges(git, commit, change, signal);
    return changesInside(git, commit, await repositoriesInside(git, change.repositories), unsaved, signal);
  }

  it('is nothing while they are as the commit names them', async () => {
    write('cart.py', 'total = 1\n');
    expect(await found()).toEqual([]);
  });

  it('is an edit in a submodule: of a tracked file, a new one, or one that is not saved', async () => {
    const edited = [{ path: 'vendor/money', kind: 'submodule', moved: null }];
    expect(await found([{ path: 'vendor/money/money.py', text: 'CENTS = 1\n' }])).toEqual(edited);
    write('vendor/money/new.py', 'EUROS = 1\n');
    expect(await found()).toEqual(edited);
    shop.git('-C', 'vendor/money', 'clean', '-q', '-f');
    expect(await found()).toEqual([]);
    write('vendor/money/money.py', 'CENTS = 1\n');
    expect(await found()).toEqual(edited);
  });

  it('is found in three processes a repository: a window looks with every edit', async () => {
    const looked = await gitProcesses(() => found());
    for (const name of ['tax', 'dates'])
      shop.git(
        '-c',
        'protocol.file.allow=always',
        'submodule',
        'add',
        '-q',
        library.folder,
        `vendor/${name}`,
      );
    shop.git('commit', '-q', '-m', 'more');
    expect((await gitProcesses(() => found())).length - looked.length).toBe(2 * 3);
  });

  it('is looked for in twenty of them, which is said of the rest', async () => {
    const git = await shop.open();
    const commit = (await git.resolve('HEAD')) ?? '';
    const named = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        place: path.join(shop.folder, `vendor/${i}`),
        path: `vendor/${i}`,
        kind: 'submodule' as const,
      }));
    for (const { place } of named(21)) mkdirSync(place);
    expect(await changesInside(git, commit, named(20), [], signal)).toEqual([]);
    expect(await changesInside(git, commit, named(21), [], signal)).toEqual([
      {
        problem: expect.stringMatching(/^What changed in 1 more repository inside this one is not included/),
      },
    ]);
  });

  it('is not a file whose name speaks of secrets, nor what the configuration there would run', async () => {
    write('vendor/money/.env', 'TOKEN=1\n');
    shop.git('-C', 'vendor/money', 'config', 'filter.x.clean', `touch ${shop.folder}/ran; cat`);
    shop.git('-C', 'vendor/money', 'config', 'core.fsmonitor', `touch ${shop.folder}/ran; false`);
    writeFileSync(path.join(shop.folder, '.git/modules/vendor/money/info/attributes'), '*.py filter=x\n');
    utimesSync(path.join(shop.folder, 'vendor/money/money.py'), 1, 1);
    expect(await found()).toEqual([]);
    expect(existsSync(path.join(shop.folder, 'ran'))).toBe(false);
  });

  it('is that a submodule stands at another commit than the base names', async () => {
    const from = library.git('rev-parse', 'HEAD');
    write('vendor/money/money.py', 'CENTS = 1\n');
    commitInside('one');
    const to = shop.git('-C', 'vendor/money', 'rev-parse', 'HEAD');
    expect(await found()).toEqual([{ path: 'vendor/money', kind: 'submodule', moved: { from, to } }]);
    shop.git('commit', '-q', '-a', '-m', 'one');
    expect(await found()).toEqual([]);
    expect(await found([], 'HEAD~1')).toMatchObject([{ moved: { from, to } }]);
  });

  it('is an edit in a repository that nobody tracks, not its commit', async () => {
    shop.git('clone', '-q', library.folder, 'clone');
    expect(await found()).toEqual([]);
    write('clone/money.py', 'CENTS = 1\n');
    expect(await found()).toEqual([{ path: 'clone', kind: 'repository', moved: null }]);
  });

  it('is nothing of a folder that only looks like a repository', async () => {
    shop.write({ 'fake/.git': 'gitdir: /nowhere\n', 'fake/a.py': 'a = 1\n' });
    expect(await found()).toEqual([]);
  });

  it('runs no program that the configuration of a submodule names', async () => {
    const ran = path.join(library.folder, 'ran');
    for (const [key, value] of [
      ['core.fsmonitor', `touch ${ran}`],
      ['filter.own.clean', `touch ${ran}; cat`],
      ['diff.external', `touch ${ran}`],
    ] as const)
      shop.git('-C', 'vendor/money', 'config', key, value);
    shop.write({ 'vendor/money/.gitattributes': '*.py filter=own\n' });
    write('vendor/money/money.py', 'CENTS = 1\n');
    expect(await found()).toHaveLength(1);
    expect(library.git('status', '--porcelain')).toBe('');
  });

  it('is not known where git fails, which is said of that one alone', async () => {
    shop.git('clone', '-q', library.folder, 'clone');
    write('clone/money.py', 'CENTS = 1\n');
    writeFileSync(path.join(shop.folder, '.git/modules/vendor/money/index'), 'no index');
    const [submodule, clone] = await found();
    expect(submodule).toEqual({
      problem: expect.stringMatching(
        /^What changed in the submodule vendor\/money is not known, because git could not tell what is not committed: .+\.$/,
      ) as string,
    });
    expect(clone).toMatchObject({ path: 'clone' });
    write('.gitmodules', '[submodule');
    expect(await found()).toEqual([
      {
        problem: expect.stringMatching(
          /^What changed in submodules is not known, because git could not read \.gitmodules: bad config line \d/,
        ) as string,
      },
    ]);
  });

  it.each([
    [
      'is damaged',
      () => rmSync(path.join(shop.folder, '.git/modules/vendor/money/HEAD')),
      /git could not open the repository of \S+money: not a git repository: .+/,
    ],
    [
      'lies in it and is damaged',
      () => {
        rmSync(path.join(shop.folder, 'vendor/money/.git'));
        shop.write({ 'vendor/money/.git/HEAD': '' });
      },
      /git does not recognise \S+money\/\.git as a repository, since its HEAD, objects or refs are missing or damaged; .+/,
    ],
  ])('is not known of a submodule whose repository %s, which is said', async (_, damage, why) => {
    write('vendor/money/money.py', 'CENTS = 1\n');
    damage();
    const sentence = `^What changed in the submodule vendor/money is not known, because ${why.source}\\.$`;
    expect(await found()).toEqual([{ problem: expect.stringMatching(new RegExp(sentence)) as string }]);
  });

  it('is said in one sentence, with what to do', () => {
    const advice = {
      edited: (place: string) => `open ${place}`,
      moved: (_: string, range: string) => `review ${range}`,
    };
    const moved = { from: 'a'.repeat(40), to: 'b'.repeat(40) };
    expect(innerSentence({ path: 'lib', kind: 'submodule', moved: null }, advice)).toBe(
      'What changed in the submodule lib is not included; open lib.',
    );
    expect(innerSentence({ path: 'lib', kind: 'repository', moved: null }, advice)).toBe(
      'What changed in lib, a repository of its own, is not included; open lib.',
    );
    expect(innerSentence({ path: 'lib', kind: 'submodule', moved }, advice)).toBe(
      'The submodule lib is at a different commit from the one in the base; review aaaaaaaa..bbbbbbbb.',
    );
  });
});
