import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { targetRefusal } from '../../../../src/core/patch/targetPath';
import { planApplication } from '../../../../src/platform/apply/planApplication';
import { TestRepository } from '../repository';

/** Names that must never be written, and why each is one. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['/etc/passwd', 'absolute'],
  ['//server/share/x', 'a network share'],
  ['../outside.txt', 'up'],
  ['src/../../outside.txt', 'up from below'],
  ['src/..', 'up at the end'],
  ['.. /outside.txt', 'up with a space'],
  ['.../outside.txt', 'dots that Windows drops'],
  ['.', 'the folder itself'],
  ['src/./a.txt', 'a dot'],
  ['src//a.txt', 'an empty part'],
  ['.git/config', 'git’s folder'],
  ['.GIT/config', 'git’s folder in capitals'],
  ['src/.git/hooks/post-checkout', 'a nested git folder'],
  ['.git./config', 'git’s folder with a dot'],
  ['.git /config', 'git’s folder with a space'],
  ['.git::$INDEX_ALLOCATION/config', 'git’s folder by its stream'],
  ['git~1/config', 'git’s folder by its short name'],
  ['.g\u200cit/config', 'git’s folder with a character that HFS+ ignores'],
  ['C:/Windows/x', 'a drive'],
  ['c:x', 'a drive, relative'],
  ['src\\..\\..\\x', 'backslashes'],
  ['\\\\server\\share', 'a UNC path'],
  ['a\u0000b', 'NUL'],
  ['a\nb', 'a line break'],
  ['a\u001b[2Jb', 'an escape sequence'],
  ['CON', 'a device'],
  ['src/nul', 'a device in a folder'],
  ['aux.txt', 'a device with an ending'],
  ['Com1', 'a serial port'],
  ['lpt9.log', 'a printer'],
  ['COM¹', 'a serial port with a superscript'],
  ['conout$', 'the console'],
  ['a.txt:stream', 'an alternate data stream'],
  ['a.txt::$DATA', 'the main data stream'],
  ['name.', 'a dot at the end'],
  ['name ', 'a space at the end'],
  ['folder./x', 'a folder with a dot at the end'],
  ['what?', 'a wildcard'],
  ['a|b', 'a pipe'],
  ['x'.repeat(300), 'a part that is too long'],
  ['x/'.repeat(3000), 'a path that is too long'],
  ['', 'nothing'],
];

/** A name as git writes it in a diff: quoted where it must be. */
const quoted = (name: string) =>
  /[\u0000-\u001f\\]| $/.test(name)
    ? `"${name.replace(/[\u0000-\u001f\\]/g, one => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`
    : name;
const addition = (file: string) =>
  `diff --git ${quoted(`a/${file}`)} ${quoted(`b/${file}`)}\nnew file mode 100644\n--- /dev/null\n+++ ${quoted(`b/${file}`)}\n@@ -0,0 +1 @@\n+owned\n`;

describe('paths that are never written', () => {
  let repository: TestRepository;
  let outside: string;

  beforeAll(() => {
    repository = new TestRepository({ 'src/a.txt': 'a\n', 'aux.c': 'int a;\n' });
    outside = realpathSync(mkdtempSync(path.join(tmpdir(), 'swe-rm-outside-')));
    writeFileSync(path.join(outside, 'kept.txt'), 'kept\n');
    symlinkSync(outside, path.join(repository.folder, 'link'));
    symlinkSync(path.join(outside, 'kept.txt'), path.join(repository.folder, 'file-link'));
    mkdirSync(path.join(repository.folder, 'inner', '.git'), { recursive: true });
  });
  afterAll(() => {
    repository.remove();
    rmSync(outside, { recursive: true, force: true });
  });

  async function plan(patch: string) {
    const textOf = (file: string) => {
      const place = path.join(repository.folder, file);
      return Promise.resolve(existsSync(place) ? readFileSync(place, 'utf8') : null);
    };
    const base = repository.git('rev-parse', 'HEAD');
    return planApplication(await repository.open(), { patch, base }, textOf);
  }

  it('are of 30 kinds and more', () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(30);
    expect(new Set(HOSTILE.map(([file]) => file)).size).toBe(HOSTILE.length);
  });

  it.each(HOSTILE)('%j: %s', async file => {
    expect(targetRefusal(file)).toMatch(/^(is|has|holds|begins|climbs|leads|names) /);
    const planned = await plan(addition(file));
    expect(planned.kind).toBe('refused');
  });

  it.each([
    ['through a linked folder', addition('link/new.txt'), /symbolic link link;/],
    ['through a linked folder to a file that is there', addition('link/kept.txt'), /symbolic link/],
    [
      'onto a link',
      '--- a/file-link\n+++ b/file-link\n@@ -1 +1 @@\n-kept\n+owned\n',
      /symbolic link file-link/,
    ],
    [
      'as a link',
      'diff --git a/x b/x\nnew file mode 120000\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+/etc\n',
      /symbolic link/,
    ],
    [
      'as a submodule',
      'diff --git a/x b/x\nnew file mode 160000\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+Subproject\n',
      /not a plain file/,
    ],
    ['into another repository', addition('inner/x.txt'), /another repository, inner;/],
    ['below a file', addition('src/a.txt/x'), /is a file here/],
    ['onto a folder', addition('src'), /is a folder/],
    [
      'under two spellings of one name',
      addition('New.txt') + addition('new.txt'),
      /one file on some systems/,
    ],
    ['twice', addition('new.txt') + addition('new.txt'), /more than once/],
    ['good and bad together', addition('good.txt') + addition('../bad.txt'), /climbs out/],
  ])('%s', async (_, patch, reason) => {
    const planned = await plan(patch);
    expect(planned).toEqual({ kind: 'refused', sentence: expect.stringMatching(reason) as string });
    expect(readFileSync(path.join(outside, 'kept.txt'), 'utf8')).toBe('kept\n');
  });

  it('a file that has such a name already may be changed where the system allows it', async () => {
    const planned = await plan('--- a/aux.c\n+++ b/aux.c\n@@ -1 +1 @@\n-int a;\n+int b;\n');
    expect(planned).toMatchObject({ kind: process.platform === 'win32' ? 'refused' : 'plan' });
  });

  it('ordinary names are fine', () => {
    for (const file of [
      'src/a.ts',
      'größe.py',
      '.github/workflows/ci.yml',
      '.gitignore',
      'a b/c',
      'console.ts',
      'com10.ts',
      'naux',
    ])
      expect(targetRefusal(file)).toBeNull();
  });
});
