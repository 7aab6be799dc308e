import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_PATCH_CHARACTERS, parsePatch } from '../../../../src/core/patch/parsePatch';
import { losses, type FilePatch, type Patch } from '../../../../src/core/patch/patch';

function fixture(name: string): string {
  return readFileSync(join(__dirname, '../../../fixtures/diffs', `${name}.diff`), 'utf8');
}

/** The only file of a diff that has no problem. */
function onlyFile(patch: Patch): FilePatch {
  expect(patch.problems).toEqual([]);
  expect(patch.files).toHaveLength(1);
  return patch.files[0]!;
}

function codes(patch: Patch): string[] {
  return patch.problems.map(problem => problem.code);
}

const changed = (file: FilePatch): string[] =>
  file.hunks
    .flatMap(hunk => hunk.lines)
    .flatMap(({ kind, text }) => (kind === 'context' ? [] : [(kind === 'added' ? '+' : '-') + text]));

describe('parsePatch on what git prints', () => {
  it('reads a modified file with two hunks', () => {
    const file = onlyFile(parsePatch(fixture('modified')));
    expect(file).toMatchObject({
      status: 'modified',
      oldPath: 'src/box.py',
      newPath: 'src/box.py',
      binary: false,
    });
    expect(file.hunks.map(hunk => [hunk.oldStart, hunk.oldLines, hunk.newStart, hunk.newLines])).toEqual([
      [1, 6, 1, 6],
      [10, 7, 10, 7],
    ]);
    expect(file.hunks.map(hunk => hunk.section)).toEqual(['', 'def volume(width, height, depth):']);
    expect(changed(file)).toEqual([
      '-    return width + height',
      '+    return width * height',
      '-        self.height = height',
      '+        self.height = height or 1',
    ]);
  });

  it('reads a rename with a change, and one without', () => {
    expect(onlyFile(parsePatch(fixture('renamed')))).toMatchObject({
      status: 'renamed',
      oldPath: 'src/box.py',
      newPath: 'src/shapes.py',
      hunks: [{ oldStart: 1 }],
    });
    expect(onlyFile(parsePatch(fixture('renamed-only')))).toMatchObject({
      status: 'renamed',
      oldPath: 'docs/gone.md',
      newPath: 'docs/kept.md',
      hunks: [],
    });
  });

  it('reads a copy beside the change of its source', () => {
    const { files, problems } = parsePatch(fixture('copied'));
    expect(problems).toEqual([]);
    expect(files.map(file => [file.status, file.oldPath, file.newPath])).toEqual([
      ['modified', 'src/box.py', 'src/box.py'],
      ['copied', 'src/box.py', 'src/crate.py'],
    ]);
  });

  it('reads new files, an empty one too', () => {
    const { files, problems } = parsePatch(fixture('added'));
    expect(problems).toEqual([]);
    expect(files).toMatchObject([
      { status: 'added', oldPath: null, newPath: 'docs/empty.md', newMode: '100644', hunks: [] },
      {
        status: 'added',
        oldPath: null,
        newPath: 'docs/new.md',
        hunks: [{ oldStart: 0, oldLines: 0, newStart: 1, newLines: 2 }],
      },
    ]);
  });

  it('reads a deletion', () => {
    expect(onlyFile(parsePatch(fixture('deleted')))).toMatchObject({
      status: 'deleted',
      oldPath: 'docs/gone.md',
      newPath: null,
      oldMode: '100644',
      hunks: [{ oldStart: 1, oldLines: 2, newStart: 0, newLines: 0 }],
    });
  });

  it('reads a change of mode alone', () => {
    expect(onlyFile(parsePatch(fixture('mode-only')))).toMatchObject({
      status: 'modified',
      newPath: 'run.sh',
      oldMode: '100644',
      newMode: '100755',
      hunks: [],
    });
  });

  it.each(['binary', 'binary-literal'])('marks a binary file (%s)', name => {
    expect(onlyFile(parsePatch(fixture(name)))).toMatchObject({
      newPath: 'logo.bin',
      binary: true,
      hunks: [],
    });
  });

  it('unquotes octal escapes and keeps spaces in paths', () => {
    const { files, problems } = parsePatch(fixture('quoted-paths'));
    expect(problems).toEqual([]);
    expect(files.map(file => file.newPath)).toEqual(['café.txt', 'with space.txt']);
  });

  it('reads paths without prefixes', () => {
    expect(onlyFile(parsePatch(fixture('no-prefix')))).toMatchObject({
      oldPath: 'src/box.py',
      newPath: 'src/box.py',
    });
  });

  it('passes over mail headers, the diffstat and the signature', () => {
    const file = onlyFile(parsePatch(fixture('mail')));
    expect(file.newPath).toBe('src/box.py');
    expect(changed(file)).toEqual(['-    return width + height', '+    return width * height']);
  });
});

describe('parsePatch on what a terminal and a mail made of a diff', () => {
  it('reads it without the colours, and leaves those in a file alone', () => {
    const [bold, green, plain, rest] = ['\u001b[1m', '\u001b[32m', '\u001b[m', '\u001b[K'];
    const coloured = fixture('modified')
      .split('\n')
      .map(line => {
        if (line === '' || line.startsWith(' ')) return line;
        return line.startsWith('+') && !line.startsWith('+++')
          ? `${green}+${plain}${green}${line.slice(1)}${plain}${rest}`
          : `${bold}${line}${plain}`;
      })
      .join('\n');
    expect(parsePatch(coloured)).toEqual(parsePatch(fixture('modified')));
    const inFile = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+\u001b[1mb\u001b[m\n';
    expect(changed(onlyFile(parsePatch(inFile)))).toEqual(['-a', '+\u001b[1mb\u001b[m']);
  });

  it.each([
    ['--word-diff', '@@ -1,3 +1,3 @@\n- a\n+ [-b-]{+c+}\n d\n'],
    ['--word-diff of lines that are indented', '@@ -1,2 +1,2 @@\n a(\n   [-b-])\n'],
    ['--word-diff of a list', '@@ -1,3 +1,3 @@ list\n- a\n[-- b-]\n{+- c+}\n- d\n'],
    ['--word-diff=porcelain', '@@ -1,2 +1,2 @@\n a\n-b\n+c\n~\n d\n~\n'],
    ['--color-words', '@@ -1,2 +1,2 @@\n a \u001b[31mb\u001b[m\u001b[32mc\u001b[m\n- d\n'],
  ])('takes the output of git diff %s for no diff of lines', (_, hunk) => {
    const patch = parsePatch(`diff --git a/a.md b/a.md\nindex 1..2 100644\n--- a/a.md\n+++ b/a.md\n${hunk}`);
    expect(patch.files).toEqual([]);
    expect(codes(patch)).toEqual(['wordDiff']);
  });

  it('is not misled by marks of words that a file holds', () => {
    const hunk = ['@@ -1,4 +1,4 @@', ' x = /[-a-z-]/', '-~', '+{+b+}', ' {+c+}', ' [-d-]', ''].join('\n');
    expect(parsePatch(`--- a/x\n+++ b/x\n${hunk}`).problems).toEqual([]);
    const damaged = `--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n x = /[-a-z-]/\n-a\n+b\n`;
    expect(codes(parsePatch(damaged))).toEqual(['countMismatch']);
  });

  it('says of an encoded mail how to decode it, and is not misled by one that a patch holds', () => {
    const encoded = fixture('mail').replace('\n\n', '\nContent-Transfer-Encoding: Quoted-Printable\n\n');
    const patch = parsePatch(encoded);
    expect(patch.files).toEqual([]);
    expect(codes(patch)).toEqual(['encodedMail']);
    expect(patch.problems[0]?.message).toContain('quoted-printable, which "git mailinfo" decodes');
    expect(parsePatch(encoded.replace('Quoted-Printable', '8bit')).problems).toEqual([]);
    const held = '--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n a\n+Content-Transfer-Encoding: base64\n';
    expect(parsePatch(held).problems).toEqual([]);
  });

  it('notes a file that is changed more than once, as by a series of commits', () => {
    const series = parsePatch(fixture('mail') + fixture('modified').repeat(2));
    expect(codes(series)).toEqual(['repeatedFile']);
    expect(series.files).toHaveLength(3);
    expect(losses(series)).toEqual([]);
  });
});

describe('parsePatch on line ends and marks', () => {
  it('keeps carriage returns that belong to the file', () => {
    expect(changed(onlyFile(parsePatch(fixture('crlf-content'))))).toEqual(['-two\r', '+TWO\r']);
  });

  it('drops the ones that the transport added to every line', () => {
    const old = fixture('modified').replaceAll('\n', '\r');
    expect(parsePatch(old)).toEqual(parsePatch(fixture('modified')));
    const sent = fixture('modified').replaceAll('\n', '\r\n');
    expect(parsePatch(sent)).toEqual(parsePatch(fixture('modified')));
    const twice = fixture('crlf-content').replaceAll('\n', '\r\n');
    expect(parsePatch(twice)).toEqual(parsePatch(fixture('crlf-content')));
  });

  it('ignores a byte order mark before the diff and keeps one in the file', () => {
    expect(parsePatch(`\ufeff${fixture('modified')}`)).toEqual(parsePatch(fixture('modified')));
    const file = onlyFile(parsePatch(fixture('bom-content')));
    expect(file.hunks[0]?.lines[0]?.text).toBe('\ufeffusing System;');
  });

  it('notes where a file ends without a newline', () => {
    const marks = (name: string): boolean[] =>
      onlyFile(parsePatch(fixture(name))).hunks.flatMap(hunk => hunk.lines.map(line => line.noNewline));
    expect(marks('newline-added')).toEqual([false, false, true, false]);
    expect(marks('no-newline')).toEqual([false, false, false, true]);
  });

  it('reads a diff whose last line has no end', () => {
    expect(parsePatch(fixture('modified').trimEnd())).toEqual(parsePatch(fixture('modified')));
  });
});

describe('parsePatch on plain diffs', () => {
  it('strips timestamps and the folders that were compared, and sees a missing file', () => {
    const { files, problems } = parsePatch(fixture('plain-timestamps'));
    expect(problems).toEqual([]);
    expect(files.map(file => [file.status, file.newPath ?? file.oldPath, file.binary])).toEqual([
      ['modified', 'list.txt', false],
      ['deleted', 'only.txt', false],
      ['modified', 'z.bin', true],
    ]);
  });

  it.each([
    ['a/x.py', 'b/x.py', 'x.py'],
    ['x.py', 'x.py', 'x.py'],
    ['./lib/x.py', './lib/x.py', 'lib/x.py'],
    ['i/x.py', 'w/x.py', 'x.py'],
    ['x.py.orig', 'x.py', 'x.py'],
    ['x.py', 'b/x.py', 'x.py'],
    ['app/x.py', 'app/x.py', 'app/x.py'],
  ])('reads "--- %s" and "+++ %s" as %s', (old, now, path) => {
    const file = onlyFile(parsePatch(`--- ${old}\n+++ ${now}\n@@ -1 +1 @@\n-a\n+b\n`));
    expect(file).toMatchObject({ status: 'modified', oldPath: path, newPath: path });
  });

  it('reads /dev/null as an added or a deleted file', () => {
    expect(onlyFile(parsePatch('--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n'))).toMatchObject({
      status: 'added',
      newPath: 'x',
      newMode: null,
    });
    expect(onlyFile(parsePatch('--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n'))).toMatchObject({
      status: 'deleted',
      oldPath: 'x',
    });
  });

  it('trusts the counts where a changed line looks like a header', () => {
    const text = '--- a/q.sql\n+++ b/q.sql\n@@ -1,2 +1,2 @@\n--- old comment\n+++ new comment\n select 1\n';
    expect(changed(onlyFile(parsePatch(text)))).toEqual(['--- old comment', '+++ new comment']);
  });
});

describe('parsePatch on damaged diffs', () => {
  const header = '--- a/x\n+++ b/x\n';

  it.each([
    ['too many announced', '@@ -1,9 +1,9 @@\n a\n-b\n+c\n'],
    ['too few announced', '@@ -1 +1 @@\n a\n-b\n+c\n'],
    ['followed by an empty line', '@@ -1,5 +1,5 @@\n a\n-b\n+c\n\n'],
  ])('keeps a hunk whose counts are wrong: %s', (_, hunk) => {
    const patch = parsePatch(`${header}${hunk}--- a/y\n+++ b/y\n@@ -1 +1 @@\n-d\n+e\n`);
    expect(codes(patch)).toEqual(['countMismatch']);
    expect(patch.files.map(file => file.newPath)).toEqual(['x', 'y']);
    expect(patch.files[0]?.hunks).toMatchObject([{ oldLines: 2, newLines: 2 }]);
    expect(patch.problems[0]).toMatchObject({ path: 'x', line: 3 });
  });

  it('reads an empty line inside a hunk as an empty context line', () => {
    const file = onlyFile(parsePatch(`${header}@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n`));
    expect(file.hunks[0]?.lines.map(line => line.text)).toEqual(['a', '', 'b', 'c']);
  });

  it('leaves out a hunk without numbers and keeps the next', () => {
    const patch = parsePatch(`${header}@@ def f @@\n-a\n+b\n@@ -1 +1 @@\n-c\n+d\n`);
    expect(codes(patch)).toEqual(['malformed']);
    expect(patch.files.map(changed)).toEqual([['-c', '+d']]);
  });

  it('leaves out a file whose quoted name cannot be read, and keeps the next', () => {
    const patch = parsePatch(
      '--- "a/\\q"\n+++ "b/\\q"\n@@ -1 +1 @@\n-a\n+b\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-c\n+d\n',
    );
    expect(codes(patch)).toEqual(['malformed']);
    expect(patch.files.map(file => file.newPath)).toEqual(['y']);
  });

  it.each([
    ['diff --cc', fixture('combined'), 'src/box.py'],
    ['@@@ under a plain header', '--- a/x\n+++ b/x\n@@@ -1,1 -1,1 +1,1 @@@\n++a\n', 'x'],
  ])('refuses a combined diff: %s', (_, text, path) => {
    const patch = parsePatch(text);
    expect(patch.files).toEqual([]);
    expect(patch.problems).toMatchObject([{ code: 'combinedDiff', path }]);
  });

  it.each([
    ['', 'empty'],
    ['\n \n', 'empty'],
    ['No patch was made.\n', 'notADiff'],
    ['*** a/x\n--- b/x\n***************\n*** 1,2 ****\n', 'notADiff'],
  ])('has nothing but a problem for %j', (text, code) => {
    const patch = parsePatch(text);
    expect(patch.files).toEqual([]);
    expect(codes(patch)).toEqual([code]);
  });

  it.each([
    ['characters', `${fixture('copied')}${'x'.repeat(MAX_PATCH_CHARACTERS)}`],
    [
      'files',
      Array.from({ length: 5_001 }, (_, i) => `--- a/${i}\n+++ b/${i}\n@@ -1 +1 @@\n-a\n+b\n`).join(''),
    ],
  ])('refuses one of too many %s as a whole', (_, text) => {
    const patch = parsePatch(text);
    expect(patch.files).toEqual([]);
    expect(codes(patch)).toContain('tooLarge');
  });

  describe('over the limit with a lock file', () => {
    const section = (path: string, text: string) =>
      `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-a\n+${text}\n`;
    const lock = section('web/package-lock.json', 'x'.repeat(MAX_PATCH_CHARACTERS));
    const code = section('a.ts', 'b');

    it('reads the rest and says so', () => {
      const patch = parsePatch(lock + code);
      expect(patch.files).toEqual(parsePatch(code).files);
      const message =
        'web/package-lock.json is left out: it is generated, and with it the change is too large to read.';
      expect(patch.problems).toEqual([
        { code: 'leftOut', message, path: 'web/package-lock.json', line: null },
      ]);
      expect(losses(patch)).toHaveLength(1);
    });

    it('leaves out all that tools write, and names one', () => {
      const text = code + section('go.sum', 'y') + lock + section('lib/a.min.js', 'z') + section('b.ts', 'c');
      const { files, problems } = parsePatch(text);
      expect(files.map(file => file.newPath)).toEqual(['a.ts', 'b.ts']);
      expect(problems[0]?.message).toMatch(/^go\.sum and 2 more files are left out: they are generated/);
    });

    it('leaves out tests and documents as well', () => {
      const fixture = section('test/fixtures/a.json', 'x'.repeat(MAX_PATCH_CHARACTERS));
      const others = section('yarn.lock', 'y') + section('docs/b.md', 'z');
      const { files, problems } = parsePatch(others + fixture + code);
      expect(files).toEqual(parsePatch(code).files);
      expect(problems[0]?.message).toBe(
        'yarn.lock and 2 more files are left out: they are generated, tests or documents, and with them the change is too large to read.',
      );
      expect(parsePatch(fixture + code).problems[0]?.message).toBe(
        'test/fixtures/a.json is left out: it is a test, and with it the change is too large to read.',
      );
    });

    it('leaves them out of too many files, too', () => {
      const tests = Array.from({ length: 5_001 }, (_, i) => section(`tests/${i}.json`, 'b')).join('');
      expect(parsePatch(tests + code).files).toEqual(parsePatch(code).files);
    });

    it.each([
      '.yarn/releases/yarn-4.17.0.cjs',
      'web/.yarn/plugins/@yarnpkg/a.cjs',
      '.pnp.cjs',
      '.pnp.loader.mjs',
    ])('knows %s for what Yarn writes', path => {
      const text = section(path, 'x'.repeat(MAX_PATCH_CHARACTERS)) + code;
      expect(parsePatch(text).files).toEqual(parsePatch(code).files);
    });

    it('reads one of a lock file and little else as ever', () => {
      const text = section('yarn.lock', 'y') + code;
      expect(parsePatch(text)).toEqual(parsePatch(text));
      expect(parsePatch(text).files).toHaveLength(2);
    });

    it.each([
      ['the rest is too long as well', lock + section('a.ts', 'b'.repeat(MAX_PATCH_CHARACTERS))],
      [
        'the rest has too many files',
        lock + Array.from({ length: 5_001 }, (_, i) => section(`${i}.ts`, 'b')).join(''),
      ],
      ['there is no rest', lock],
      ['a person wrote all of it', code + section('b.ts', 'b'.repeat(MAX_PATCH_CHARACTERS))],
      ['it became something else', code + lock.replaceAll('b/web/package-lock.json', 'b/web/main.js')],
      ['it is beyond all measure', code + section('yarn.lock', 'y'.repeat(8 * MAX_PATCH_CHARACTERS))],
    ])('refuses it as a whole where %s', (_, text) => {
      expect(parsePatch(text).files).toEqual([]);
      expect(codes(parsePatch(text))).toContain('tooLarge');
    });
  });

  it('bounds the list of problems', () => {
    const { problems } = parsePatch(`${header}${'@@ nothing @@\n'.repeat(1000)}`);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)?.message).toContain('901 more');
  });
});

describe('parsePatch on hostile paths', () => {
  it.each(['/etc/passwd', '../x', 'a/../../x', 'C:/x', '.git/config', 'sub/.GIT/hooks/x'])(
    'drops %s',
    path => {
      const text = `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-a\n+b\n${fixture('no-newline')}`;
      const patch = parsePatch(text);
      expect(codes(patch)).toEqual(['unsafePath']);
      expect(patch.files.map(file => file.newPath)).toEqual(['src/tail.txt']);
    },
  );

  it('drops a rename into a refused place', () => {
    const patch = parsePatch(
      'diff --git a/x b/.git/config\nsimilarity index 100%\nrename from x\nrename to .git/config\n',
    );
    expect(patch.files).toEqual([]);
    expect(codes(patch)).toEqual(['unsafePath']);
  });

  it('drops symbolic links, new and changed, and keeps the rest', () => {
    const patch = parsePatch(fixture('symlink'));
    expect(patch.problems).toMatchObject([{ code: 'symlink', path: 'link' }]);
    expect(patch.files.map(file => file.newPath)).toEqual(['run.sh']);
    const moved = parsePatch(
      'diff --git a/link b/link\nindex 1..2 120000\n--- a/link\n+++ b/link\n@@ -1 +1 @@\n-a\n+b\n',
    );
    expect(codes(moved)).toEqual(['symlink']);
  });
});
