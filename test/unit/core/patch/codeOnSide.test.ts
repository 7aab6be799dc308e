import { describe, expect, it } from 'vitest';
import { FILE_START } from '../../../../src/core/patch/above';
import { codeOnSide } from '../../../../src/core/patch/codeOnSide';

/** What is read of the lines of a side. */
const read = (path: string, text: string, beginsFile = false) =>
  codeOnSide(path, text.split('\n'), beginsFile ? FILE_START : null).map(({ code }) => code);
const python = (text: string, beginsFile?: boolean) => read('a.py', text, beginsFile);

describe('the code of Python', () => {
  it.each([
    ['below a definition', 'def f(x):\n    """What it does."""\n    return x'],
    [
      'over several lines',
      'class A(B):\n    """\n    What it does.\n\n    # not a comment\n    """\n    x = 1',
    ],
    ['with single quotation marks', "async def f(\n    x,\n) -> int:\n    r'What it does.'\n    return x"],
    ['with a comment behind it', 'def f():\n    """What it does."""  # so\n    return 1'],
    [
      'below a long head',
      "def f(x: Dict[str, int],\n      sep=None) -> List[int]:\n    '''What it does.'''\n    return x",
    ],
    ['below a statement', 'x = 1\n"""What x is."""\ny = 2'],
    ['that goes on below the hunk', 'def f():\n    """What it does.\n\n    And why.'],
  ])('is without documentation %s', (_, text) => {
    const left = python(text).join('\n');
    expect(left).not.toMatch(/What|why|comment|"|'/);
    expect(left).toMatch(/def|class|x = 1/);
  });

  it('begins a file with documentation', () => {
    expect(python('# Licence\n\n"""\nWhat it is.\n"""\nimport os', true)).toEqual([
      ...['', '', '', '', ''],
      'import os',
    ]);
  });

  it('passes where documentation is all that a block holds', () => {
    expect(python('class Missing(Error):\n    """There is none."""\n\nx = 1')).toEqual([
      ...['class Missing(Error):', '    pass', ''],
      'x = 1',
    ]);
    expect(python('class Missing(Error):\n    """There is none."""')[1]).toBe('    pass');
  });

  it.each([
    ['an argument', 'call(\n    """What it does.""",\n)'],
    ['a value', 'text = """\n# kept\n"""'],
    ['a value in a mapping', "texts = {\n    'a':\n        'b'\n}"],
    ['a part of a longer string', 'raise ValueError(\n    "One"\n    "two"\n)'],
    ['what something is computed from', 'x = 1\n"""a {}""".format(x)'],
    ['a string that is filled in', 'def f():\n    f"""{call()}"""\n    return 1'],
    ['the result', 'return \\\n    "What it does."'],
    ['of which the lines above are not known', '"""What it does."""\nx = 1'],
  ])('keeps a string that is %s', (_, text) => {
    expect(python(text)).toEqual(text.split('\n'));
  });

  it('tells the end of a string that begins above from the start of one', () => {
    expect(python('    And why.\n    """\n    x = 1  # why')).toEqual([
      '    And why.',
      '    """',
      '    x = 1',
    ]);
    expect(python('"""\n# kept\n"""\nx = 1  # why')).toEqual(['"""', '# kept', '"""', 'x = 1']);
    expect(python("SQL\n''')\nx = 1  # why")).toEqual(['SQL', "''')", 'x = 1']);
  });

  it('goes on with what is open above', () => {
    const text = 'x = 1\n"""\ny = 2  # why';
    const below = (unread: boolean) =>
      codeOnSide('a.py', text.split('\n'), { code: 'def f():', open: { closedBy: '"""', unread } });
    expect(below(true).map(({ code }) => code)).toEqual(['', '', 'y = 2']);
    expect(below(false).map(({ code }) => code)).toEqual(['x = 1', '"""', 'y = 2']);
    const long = ['call("a",', '     b)', '"""', 'What it does.', '"""', 'y = 2'];
    const certain = codeOnSide('a.py', long, { code: '', open: null });
    expect(certain.map(({ code }) => code)).toEqual(['call("a",', '     b)', '', '', '', 'y = 2']);
    const atStatement = codeOnSide('a.py', ['"""What x is."""', 'y = 2'], { code: 'x = 1', open: null });
    expect(atStatement.map(({ code }) => code)).toEqual(['', 'y = 2']);
  });
});

describe('the code of other languages', () => {
  it('is without comments of several lines, whether their lines have stars or not', () => {
    expect(read('a.c', '/*\nWhat it does.\n*/ int x;\n/* one */\nint y;')).toEqual([
      ...['', '', ' int x;', ''],
      'int y;',
    ]);
  });

  it('is without what is left of a comment that begins above', () => {
    expect(read('a.ts', 'What it does.\n */\nconst x = 1;')).toEqual(['', '', 'const x = 1;']);
    expect(read('a.ts', 'const x = 1;\n/** What y is. */\nconst y = 2;')).toEqual([
      ...['const x = 1;', ''],
      'const y = 2;',
    ]);
    const within = codeOnSide('a.ts', ['What it does.', 'And why.'], {
      code: '',
      open: { closedBy: '*/', unread: true },
    });
    expect(within.map(({ code }) => code)).toEqual(['', '']);
  });

  it.each([
    ['a.lua', 'x = 1\n--[[\nWhat it does.\n]]\ny = 2'],
    ['a.hs', '{- What it does.\n   And why. -}\nf = 1'],
    ['a.sql', '/* What it does.\n   And why. */\nSELECT 1'],
    ['a.ml', '(** What it does.\n    And why. *)\nlet f = 1'],
    ['a.rb', '=begin\nWhat it does.\n=end\ndef f = 1'],
    ['a.pm', '=head1 NAME\n\nWhat it does.\n\n=cut\n\nsub f { 1 }'],
    ['a.ex', '@doc ~S"""\nWhat it does.\n"""\ndef f, do: 1'],
    ['a.ps1', '<#\n.SYNOPSIS\nWhat it does.\n#>\nfunction f { 1 }'],
    ['a.vue', '<!--\nWhat it does.\n-->\n<p>1</p>'],
    ['a.lisp', '#|\nWhat it does.\n|#\n(f)'],
  ])('is without comments of several lines as its language has them: %s', (path, text) => {
    const left = read(path, text, true).join('\n');
    expect(left).not.toMatch(/What|why|SYNOPSIS|NAME/);
    expect(left).toMatch(/[12f]/);
  });

  it('is all of it where three quotation marks are no documentation, or where nothing tells', () => {
    const value = 'text = """\nWhat it is.\n"""';
    expect(read('a.ex', value, true)).toEqual(value.split('\n'));
    expect(read('a.ex', 'What it is.\n"""\nx = 1')).toEqual(['What it is.', '"""', 'x = 1']);
    expect(read('a.lua', 'What it is.\n]]\nx = 1')).toEqual(['What it is.', ']]', 'x = 1']);
  });

  it('may begin with a star where no comment goes on', () => {
    expect(read('a.css', 'a {}\n* {\n  margin: 0;\n}', true)).toContain('* {');
    expect(read('A.java', 'int x = a\n    * b;', true)).toEqual(['int x = a', '    * b;']);
    expect(read('A.java', ' * What it does.\n * @return it')).toEqual(['', '']);
  });

  it('is what stands before a comment that goes on below', () => {
    expect(read('a.c', 'int x; /* What it\n * does. */\nint y;')[0]).toBe('int x; /* What it');
  });

  it('has no such comments where a star and a slash are something else', () => {
    const glob = "const all = 'src/**/*.ts';\nconst spaces = /\\s*/;\nconst x = 1;";
    expect(read('a.ts', glob)).toEqual(glob.split('\n'));
    expect(read('a.sh', 'rm a/*\necho */')).toEqual(['rm a/*', 'echo */']);
  });
});

describe('the code of Rust', () => {
  const rust = (text: string) => read('src/a.rs', text, true).join('\n').trim();
  const code = 'fn f() -> u8 {\n    1\n}';

  it.each([
    [
      'a module',
      'mod tests {\n    use super::*;\n    #[test]\n    fn one() {\n        assert_eq!(f(), 1);\n    }\n}',
    ],
    ['a function with a long head', 'fn made(\n    x: u8,\n) -> A {\n    A { x }\n}'],
    ['a module in another file', 'mod tests;'],
    [
      'one that has more attributes, and is explained',
      '#[allow(unused)]\n\n// So.\nimpl A {\n    fn g() {}\n}',
    ],
    [
      'one with strings of several lines',
      'mod b {\n    const A: &str = "\n}\n";\n    const B: &str = r#"\n}\nfn "g"() {}\n"#;\n}',
    ],
    [
      'one with braces in strings and characters',
      'mod tests {\n    const A: char = \'"\';\n    const B: &str = "\\"{";\n}',
    ],
  ])('is without what is there for tests alone: %s', (_, tests) => {
    for (const attribute of ['#[cfg(test)]', '#[cfg(all(test, unix))]', '#[cfg(all(unix, test))]'])
      expect(rust(`${attribute}\n${tests}\n${code}`)).toBe(code);
  });
  it.each([
    ['is there where there are no tests', '#[cfg(not(test))]\nfn g() {\n    1\n}'],
    ['is there for others, too', '#[cfg(any(test, feature = "mock"))]\nmod mock {\n    pub fn g() {}\n}'],
    ['is a feature', '#[cfg(feature = "test")]\npub mod test;'],
    ['is a test alone, which a macro may make', 'quote! {\n    #[test]\n    fn #name() {}\n}'],
    ['follows a field', 'struct A {\n    #[cfg(test)]\n    calls: u8,\n    size: u8,\n}'],
    [
      'follows a statement of several lines',
      'fn g() {\n    #[cfg(test)]\n    assert!(\n        true\n    );\n    f();\n}',
    ],
  ])('is all of what %s', (_, text) => {
    expect(rust(text)).toBe(text);
  });
});
