import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFilePatch } from '../../../../src/core/patch/applyFilePatch';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import { readEditEnvelope } from '../../../../src/core/sessions/editEnvelope';
import { editsOfCall } from '../../../../src/core/sessions/editsOfCall';
import type { FileEdit } from '../../../../src/core/sessions/fileEdit';
import { timestampIn } from '../../../../src/core/sessions/looseJson';
import { WorkingFiles } from '../../../../src/core/sessions/workingFiles';
import { relativePath } from '../../../../src/core/sessions/workspacePath';

const files = (bases: Record<string, string | null> = {}): WorkingFiles =>
  new WorkingFiles(() => '/w', new Map(Object.entries(bases)));
const replace = (path: string, oldText: string, newText: string, all = false): FileEdit => ({
  kind: 'replace',
  path,
  oldText,
  newText,
  all,
});
const TEN = Array.from({ length: 10 }, (_, index) => `line ${index + 1}\n`).join('');

describe('edits of a file whose text is known', () => {
  it('give a patch that turns the base into the result', () => {
    const working = files({ 'a.txt': TEN });
    working.apply([replace('/w/a.txt', 'line 3', 'LINE 3')]);
    working.apply([
      replace('a.txt', 'LINE 3', 'third'),
      { kind: 'insert', path: 'a.txt', after: 0, text: 'zero' },
    ]);
    working.apply([{ kind: 'lines', path: 'a.txt', from: 10, to: 11, text: 'nine\nten\n' }]);
    const [file] = parsePatch(working.patch()).files;
    const expected = `zero\n${TEN.replace('line 3', 'third').replace('line 9\nline 10\n', 'nine\nten\n')}`;
    expect(applyFilePatch(TEN, file!)).toBe(expected);
    expect(working.complete).toBe(true);
  });

  it('that cancel out leave no patch', () => {
    const working = files({ 'a.txt': TEN });
    expect(working.apply([replace('a.txt', 'line 3', 'x')])).toContain('+x');
    working.apply([replace('a.txt', 'x', 'line 3')]);
    expect(working.patch()).toBe('');
  });

  it('read $& and carriage returns as they are', () => {
    const working = files({ 'a.txt': 'a\r\nb\r\n' });
    working.apply([replace('a.txt', 'a\nb', "$&\n$'")]);
    expect(applyFilePatch('a\r\nb\r\n', parsePatch(working.patch()).files[0]!)).toBe("$&\r\n$'\r\n");
  });

  it('that do not fit are told as missing', () => {
    const working = files({ 'a.txt': TEN });
    expect(working.apply([replace('a.txt', 'line 77', 'x')])).toBeNull();
    expect(working.complete).toBe(false);
  });

  it('create, move and delete files', () => {
    const working = files({ 'a.txt': TEN, 'b.txt': 'b\n' });
    working.apply([
      { kind: 'move', path: 'a.txt', to: 'c.txt' },
      { kind: 'delete', path: 'b.txt' },
      { kind: 'write', path: 'new.txt', text: 'n\n' },
    ]);
    const statuses = parsePatch(working.patch()).files.map(file => [
      file.newPath ?? file.oldPath,
      file.status,
    ]);
    expect(statuses).toEqual([
      ['a.txt', 'deleted'],
      ['b.txt', 'deleted'],
      ['c.txt', 'added'],
      ['new.txt', 'added'],
    ]);
  });
});

describe('edits of a file whose text is not known', () => {
  it('are the changed places; an edit of an edit is one place', () => {
    const working = files();
    working.apply([replace('a.txt', 'old\n', 'new\n'), replace('a.txt', 'other\n', 'changed\n')]);
    working.apply([replace('a.txt', 'new', 'newer')]);
    const [file] = parsePatch(working.patch()).files;
    expect(file?.hunks.map(hunk => hunk.lines.map(line => line.text))).toEqual([
      ['old', 'newer'],
      ['other', 'changed'],
    ]);
  });

  it('does not call a file new of which it knew places and then a whole text', () => {
    const working = files();
    working.apply([replace('a.txt', 'one', 'two')]);
    expect(working.apply([{ kind: 'write', path: 'a.txt', text: 'all\n' }])).toBeNull();
    expect(working.complete).toBe(false);
    expect(working.patch()).toMatch(/^--- a\/a\.txt$/m);
    expect(working.patch()).not.toContain('new file');
  });

  it('outside the workspace are no part of the change; into .git they are refused', () => {
    const working = files();
    working.apply([{ kind: 'write', path: '/elsewhere/x', text: 'x' }]);
    working.apply([{ kind: 'diff', path: '/z', text: '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n' }]);
    working.apply([{ kind: 'shown', path: '/elsewhere/y', text: 'y' }]);
    expect([working.patch(), working.complete]).toEqual(['', true]);
    expect(working.copy().elsewhere).toEqual(['/elsewhere/x', '/z']);
    working.apply([{ kind: 'write', path: '.git/hooks/pre-commit', text: 'x' }]);
    expect([working.patch(), working.complete]).toEqual(['', false]);
  });
});

describe('the edits of a call', () => {
  it.each([
    [{ file_path: 'a', old_string: 'x', new_string: 'y', replace_all: true }, replace('a', 'x', 'y', true)],
    [{ path: 'a', old_str: 'x', new_str: 'y' }, replace('a', 'x', 'y')],
    [
      { path: 'a', content: 'x' },
      { kind: 'write', path: 'a', text: 'x' },
    ],
    [
      { path: 'a', insert_line: 2, new_str: 'x' },
      { kind: 'insert', path: 'a', after: 2, text: 'x' },
    ],
    [{ path: 'a', diff: '------- SEARCH\nx\n=======\ny\n+++++++ REPLACE' }, replace('a', 'x\n', 'y\n')],
    [
      { path: 'a', diff: '@@ -1 +1 @@\n-x\n+y\n' },
      { kind: 'diff', path: 'a', text: '@@ -1 +1 @@\n-x\n+y\n' },
    ],
    [{ nothing: 'known' }, { kind: 'untold' }],
  ])('%j', (args, edit) => {
    expect(editsOfCall(args, null)).toEqual([edit]);
  });

  it.each<[string, FileEdit[]]>([
    ["cd src && cat > a.py <<'E'\nx = $1\nE", [{ kind: 'write', path: 'src/a.py', text: 'x = $1\n' }]],
    ['cat > a.py <<E\nx = $HOME\nE', [{ kind: 'untold' }]],
    ["cat >> a.py <<'E'\nx\nE", [{ kind: 'untold' }]],
    ["cat > a <<'E'\nx\nE\nsed -i s/x/y/ b", [{ kind: 'write', path: 'a', text: 'x\n' }, { kind: 'untold' }]],
    [
      "apply_patch <<'E'\n*** Begin Patch\n*** Delete File: a\n*** End Patch\nE",
      [{ kind: 'delete', path: 'a' }],
    ],
  ])('by the shell: %s', (line, edits) => {
    expect(editsOfCall({}, line)).toEqual(edits);
  });

  it('in an envelope: added, updated, moved and deleted files', () => {
    const text =
      '*** Begin Patch\n*** Add File: n\n+new\n*** Update File: a\n*** Move to: b\n@@ def f\n c\n-x\n+y\n*** Delete File: d\n*** End Patch';
    expect(readEditEnvelope(text)).toEqual([
      { kind: 'write', path: 'n', text: 'new\n', before: null },
      replace('a', 'c\nx\n', 'c\ny\n'),
      { kind: 'move', path: 'a', to: 'b' },
      { kind: 'delete', path: 'd' },
    ]);
    expect(readEditEnvelope('no patch')).toBeNull();
  });
});

it.each([
  ['/w/src/a.ts', '/w', 'src/a.ts'],
  ['/w/../etc/passwd', '/w', null],
  ['/wide/a', '/w', null],
  ['src/./a.ts', '/w', 'src/a.ts'],
  ['../a.ts', '/w', null],
  ['C:\\Work\\src\\a.ts', 'c:\\work', 'src/a.ts'],
  ['file:///w/a.ts', '/w', 'a.ts'],
  ['/w', '/w', null],
  ['/abs/a.ts', null, 'abs/a.ts'],
])('the path %s in the workspace %s is %s', (path, workspace, relative) => {
  expect(relativePath(path, workspace)).toBe(relative);
});

it('a time in seconds or milliseconds is what Date says', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100_000_000_000, max: 253_402_300_799_999 }), milliseconds => {
      expect(timestampIn(milliseconds)).toBe(new Date(milliseconds).toISOString());
    }),
  );
  expect(timestampIn(1_776_064_266)).toBe('2026-04-13T07:11:06.000Z');
  expect(timestampIn('2025-02-01T10:00:00.000001')).toBe('2025-02-01T10:00:00.000001Z');
  expect([timestampIn('yesterday'), timestampIn(-1), timestampIn(NaN), timestampIn({})]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
