import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { innerRepositories } from '../../../../src/platform/git/innerRepositories';
import { TestRepository } from '../repository';

let shop: TestRepository;
let library: TestRepository;

beforeEach(() => {
  library = new TestRepository({ 'money.py': 'CENTS = 100\n' });
  shop = new TestRepository({ 'cart.py': 'total = 0\n', 'web/page.py': 'title = ""\n' });
});
afterEach(() => {
  shop.remove();
  library.remove();
});

/** Adds a checked-out submodule and commits it. */
function addSubmodule(at: string): void {
  shop.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', library.folder, at);
  shop.git('commit', '-q', '-m', at);
}

async function found(folder = shop.folder) {
  return (await innerRepositories(folder)).map(({ path: name, kind }) => `${kind} ${name}`);
}

describe('the repositories inside of a folder', () => {
  it('are none in a plain repository', async () => {
    expect(await found()).toEqual([]);
  });

  it('are its checked-out submodules, wherever they lie', async () => {
    addSubmodule('vendor/money');
    expect(await innerRepositories(shop.folder)).toEqual([
      { place: path.join(shop.folder, 'vendor/money'), path: 'vendor/money', kind: 'submodule' },
    ]);
    shop.git('submodule', 'deinit', '-q', '-f', 'vendor/money');
    expect(await found()).toEqual([]);
  });

  it('are repositories that it does not track, and those it ignores that lie directly in it', async () => {
    shop.git('clone', '-q', library.folder, 'tools/deep/clone');
    shop.git('clone', '-q', library.folder, 'ignored');
    shop.write({ '.gitignore': 'ignored/\n' });
    expect(await found()).toEqual(['repository ignored', 'repository tools/deep/clone']);
  });

  it('are those beneath a folder that is no repository itself', async () => {
    const above = mkdtempSync(path.join(tmpdir(), 'swe-rm-above-'));
    try {
      for (const name of ['web', 'api']) shop.git('clone', '-q', library.folder, path.join(above, name));
      mkdirSync(path.join(above, 'notes'));
      expect(await found(above)).toEqual(['repository api', 'repository web']);
    } finally {
      rmSync(above, { recursive: true, force: true });
    }
  });

  it('are only those below a folder that is a part of its repository', async () => {
    addSubmodule('vendor/money');
    addSubmodule('web/money');
    expect(await innerRepositories(path.join(shop.folder, 'web'))).toEqual([
      { place: path.join(shop.folder, 'web/money'), path: 'money', kind: 'submodule' },
    ]);
  });

  it('are spelled as the folder is, also where that is reached through a link', async () => {
    addSubmodule('vendor/money');
    const link = `${shop.folder}-link`;
    symlinkSync(shop.folder, link);
    try {
      const [only] = await innerRepositories(link);
      expect(only?.place).toBe(path.join(link, 'vendor/money'));
      expect(realpathSync(only?.place ?? '')).toBe(path.join(shop.folder, 'vendor/money'));
    } finally {
      unlinkSync(link);
    }
  });

  it('never lie elsewhere, whatever the list of submodules says', async () => {
    symlinkSync(library.folder, path.join(shop.folder, 'link'));
    const places = [
      '../',
      '..',
      `../${path.basename(library.folder)}`,
      library.folder,
      '.git',
      'link',
      'web',
    ];
    const list = places.map((place, index) => `[submodule "s${index}"]\n\tpath = ${place}\n`).join('');
    shop.write({ '.gitmodules': `[include]\n\tpath = ${library.folder}/.git/config\n${list}` });
    expect(await found()).toEqual([]);
  });

  it('are none where the list is no file', async () => {
    mkdirSync(path.join(shop.folder, '.gitmodules'));
    expect(await found()).toEqual([]);
    expect(await found('/nowhere')).toEqual([]);
  });
});
