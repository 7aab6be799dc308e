import { describe, expect, it } from 'vitest';
import { codeOnLine } from '../../../../src/core/patch/commentMarks';
import { commentSyntaxOf } from '../../../../src/core/patch/commentSyntax';

describe('the code on a line', () => {
  it.each([
    ['a.py', 'x = 1  # why', 'x = 1'],
    ['a.py', '    return x\t#how ', '    return x'],
    ['a.py', '"""What it does."""  # why', '"""What it does."""'],
    ['a.ts', 'const x = 1; // why', 'const x = 1;'],
    ['a.ts', 'call(x);// why', 'call(x);'],
    ['a.go', '}// end', '}'],
    ['a.java', 'int x = 1; /* why */ ', 'int x = 1;'],
    ['a.go', '/* what */ call(x) /* why */', '/* what */ call(x)'],
    ['a.sh', 'echo "a" # why', 'echo "a"'],
    ['a.yml', 'key: value # why', 'key: value'],
    ['a.lua', 'local x = 1 -- why', 'local x = 1'],
    ['a.sql', 'SELECT 1 /* why */', 'SELECT 1'],
    ['a.hs', 'f x = x -- why', 'f x = x'],
    ['a.clj', '(def x 1) ; why', '(def x 1)'],
    ['a.erl', 'f() -> ok. % why', 'f() -> ok.'],
    ['a.f90', 'x = 1 ! why', 'x = 1'],
    ['main.tf', 'count = 1 # why', 'count = 1'],
    ['Gemfile', "gem 'rails' # why", "gem 'rails'"],
    ['a.fs', 'let x = 1 // why', 'let x = 1'],
  ])('is without the comment at its end: %s, %s', (path, line, code) => {
    expect(codeOnLine(commentSyntaxOf(path), line)).toBe(code);
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
    ['a.lua', 'x = a--b'],
    ['a.lua', '--[[ a ]] call()'],
    ['a.hs', 'f --> g'],
    ['a.hs', '--> g'],
    ['a.hs', '{-# LANGUAGE GADTs #-}'],
    ['a.f90', '!$omp parallel'],
    ['a.php', '#[Attribute]'],
    ['a.ex', '@doc_version "1"'],
    ['a.unknown', '# why'],
  ])('is all of it where the mark opens none: %s, %s', (path, line) => {
    expect(codeOnLine(commentSyntaxOf(path), line)).toBe(line);
  });

  it.each([
    ['a.py', '# why'],
    ['a.py', '   '],
    ['a.rb', '# why'],
    ['a.lua', '--- why'],
    ['a.lua', '--[[ why ]]'],
    ['a.sql', '-- why'],
    ['a.hs', '-- | why'],
    ['a.hs', '{- why -}'],
    ['a.ml', '(** why *)'],
    ['a.clj', ';; why'],
    ['a.vue', '<!-- why -->'],
    ['a.vue', '// why'],
    ['a.html', '<!-- why -->'],
    ['a.ex', '@moduledoc false'],
    ['a.ex', '@doc "Why."'],
    ['a.ps1', '<# why #>'],
    ['a.bat', 'REM why'],
    ['a.vb', "' why"],
    ['a.ini', '; why'],
    ['a.php', '# why'],
    ['.eslintrc.js', '// why'],
    ['.gitignore', '# why'],
    ['a.ts', ' * why'],
    ['a.css', ' */'],
  ])('is nothing where there is but a comment, or nothing: %s, %s', (path, line) => {
    expect(codeOnLine(commentSyntaxOf(path), line)).toBe('');
  });

  it('may begin with a star where no comment can go on', () => {
    const line = '* { margin: 0 }';
    expect(codeOnLine(commentSyntaxOf('a.css'), line, false)).toBe(line);
  });
});
