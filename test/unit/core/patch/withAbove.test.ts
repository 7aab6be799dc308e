import { describe, expect, it } from 'vitest';
import { changesCode } from '../../../../src/core/patch/changesCode';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import type { FilePatch } from '../../../../src/core/patch/patch';
import { withAbove } from '../../../../src/core/patch/withAbove';

const lines = (...texts: string[]) => texts.map(text => `${text}\n`).join('');
const sentences = Array.from({ length: 9 }, (_, i) => `    Sentence ${i}.`);
const documented = lines('def f(x):', '    """What it does.', '', ...sentences, '    """', '    return x');
const text = documented.replace('    """What', '    sql = """What');

/** The change of a file with what its base tells, or another text does. */
function changed(before: string, after: string, base = before, path = 'src/a.py'): FilePatch {
  const [file] = withAbove([createFilePatch(path, before, after)], { [path]: base });
  return file!;
}
const isRead = (file: FilePatch) => file.hunks.map(hunk => changesCode(file, hunk));

describe('what stands above a hunk', () => {
  it('tells documentation from a text that the program uses', () => {
    const reword = (source: string) => source.replace('Sentence 5', 'Sentence five');
    expect(isRead(changed(documented, reword(documented)))).toEqual([false]);
    expect(isRead(changed(text, reword(text)))).toEqual([true]);
    // Without the base it might be either.
    expect(isRead(createFilePatch('src/a.py', documented, reword(documented)))).toEqual([true]);
  });

  it('tells code from a comment that begins above', () => {
    const before = lines('/*', ...sentences, '*/', 'int x;');
    const after = before.replace('Sentence 4', 'int y; // four');
    expect(isRead(changed(before, after, before, 'src/a.c'))).toEqual([false]);
    const code = before.replace('/*\n', '').replace('*/\n', '');
    expect(isRead(changed(code, code.replace('Sentence 4', 'int y; // four'), code, 'src/a.c'))).toEqual([
      true,
    ]);
  });

  it('tells code from unit tests that begin above', () => {
    const tests = lines('#[cfg(test)]', 'mod tests {', '    #[test]', ...sentences, '}');
    const after = tests.replace('Sentence 4.', 'assert(f());');
    expect(isRead(changed(tests, after, tests, 'src/a.rs'))).toEqual([false]);
    expect(isRead(createFilePatch('src/a.rs', tests, after))).toEqual([true]);
    const code = tests.replace('#[cfg(test)]\n', '');
    expect(isRead(changed(code, after.replace('#[cfg(test)]\n', ''), code, 'src/a.rs'))).toEqual([true]);
    const below = lines(tests.trimEnd(), 'fn g() {}');
    expect(isRead(changed(below, below.replace('fn g() {}', 'fn g() { f() }'), below, 'src/a.rs'))).toEqual([
      true,
    ]);
  });

  it('follows several hunks, and says nothing below one that closes a text on one side', () => {
    const twice = documented.replace('Sentence 0', 'First').replace('Sentence 8', 'Last');
    expect(isRead(changed(documented, twice))).toEqual([false, false]);
    const closed = documented
      .replace('    Sentence 0.', '    """\n    call("""')
      .replace('Sentence 8', 'Last');
    const [first, second] = changed(documented, closed).hunks;
    expect(second?.above).toBeUndefined();
    expect(first).toBeDefined();
    expect(isRead(changed(documented, closed))).toEqual([true, true]);
  });

  it('is not known where the base is another, is missing, or holds no code', () => {
    const after = documented.replace('Sentence 5', 'Sentence five');
    const known = (file: FilePatch) => file.hunks.map(({ above }) => above !== undefined);
    expect(known(changed(documented, after))).toEqual([true]);
    expect(known(changed(documented, after, documented.replace('Sentence 6', 'Other')))).toEqual([false]);
    expect(known(changed(documented, after, ''))).toEqual([false]);
    expect(known(changed(documented, after, documented, 'docs/a.md'))).toEqual([false]);
    const [file] = withAbove([createFilePatch('src/constructor', documented, after)], {});
    expect(file && known(file)).toEqual([false]);
    expect(known(changed(lines('x = 1'), lines('x = 2')))).toEqual([false]);
    // The base may have other line ends than the patch.
    expect(known(changed(documented, after, documented.replaceAll('\n', '\r\n')))).toEqual([true]);
  });

  it('is asked for of any number of hunks', () => {
    const file = createFilePatch('src/a.py', documented, documented.replace('return x', 'return 1'));
    const many = { ...file, hunks: Array.from({ length: 200_000 }, () => file.hunks[0]!) };
    expect(withAbove([many], { 'src/a.py': '' })).toEqual([many]);
  });

  it('stands above a hunk that only adds lines, at the end too', () => {
    const bare = { binary: false, oldMode: null, newMode: null, status: 'modified' } as const;
    const hunk = { oldStart: 5, oldLines: 0, newStart: 6, newLines: 1, section: '' };
    const file: FilePatch = {
      ...bare,
      ...{ oldPath: 'a.py', newPath: 'a.py' },
      hunks: [{ ...hunk, lines: [{ kind: 'added', text: '    x = 1', noNewline: false }] }],
    };
    expect(withAbove([file], { 'a.py': documented })[0]?.hunks[0]?.above?.open?.unread).toBe(true);
    const [atEnd] = withAbove([{ ...file, hunks: [{ ...file.hunks[0]!, oldStart: 14 }] }], {
      'a.py': documented,
    });
    expect(atEnd?.hunks[0]?.above).toEqual({ code: '    return x', open: null });
  });
});
