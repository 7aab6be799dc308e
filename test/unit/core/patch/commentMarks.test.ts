import { describe, expect, it } from 'vitest';
import { codeOnLine } from '../../../../src/core/patch/commentMarks';

describe('the code on a line', () => {
  it.each([
    ['a.py', 'x = 1  # why', 'x = 1'],
    ['a.py', '    return x\t#how ', '    return x'],
    ['a.py', '"""What it does."""  # why', '"""What it does."""'],
    ['a.ts', 'const x = 1; // why', 'const x = 1;'],
    ['a.ts', 'call(x);// why', 'call(x);'],
    ['a.go', '}// end', '}'],
    ['a.java', 'int x = 1; /* why */ ', 'int x = 1;'],
    ['a.sh', 'echo "a" # why', 'echo "a"'],
    ['a.yml', 'key: value # why', 'key: value'],
  ])('is without the comment at its end: %s, %s', (path, line, code) => {
    expect(codeOnLine(path, line)).toBe(code);
  });

  it.each([
    ['a.py', 'x = "# no"'],
    ['a.py', "x = 'it\\'s # no'"],
    ['a.py', 'x = """a # no'],
    ['a.ts', 'const url = "https://a.example";'],
    ['a.ts', 'const url = `a // no`;'],
    ['a.tsx', '<a>https://a.example</a>'],
    ['a.ts', 'const mask = /\\/\\//;'],
    ['a.ts', 'call(/* what */ x);'],
    ['a.sh', 'echo ${#names} $# a#b'],
    ['a.ini', 'key = a # b'],
    ['a.properties', 'key = a # b'],
    ['a.css', 'a { background: url(//a.example) }'],
  ])('is all of it where the mark opens none: %s, %s', (path, line) => {
    expect(codeOnLine(path, line)).toBe(line);
  });

  it('is nothing where there is but a comment, or nothing', () => {
    expect(['# why', '   ', ''].map(line => codeOnLine('a.py', line))).toEqual(['', '', '']);
  });
});
