import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILE_START } from '../../../../src/core/patch/above';
import { applyFilePatch } from '../../../../src/core/patch/applyFilePatch';
import { changesCode } from '../../../../src/core/patch/changesCode';
import { codeChange } from '../../../../src/core/patch/codeChange';
import { codeOnLine } from '../../../../src/core/patch/commentMarks';
import { commentSyntaxOf } from '../../../../src/core/patch/commentSyntax';
import { codeOnSide } from '../../../../src/core/patch/codeOnSide';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import { withAbove } from '../../../../src/core/patch/withAbove';
import { addComment, addCommentBehind } from '../../../../src/core/perturbation/addComment';
import { addDocstring } from '../../../../src/core/perturbation/addDocstring';
import { addWhitespace } from '../../../../src/core/perturbation/addWhitespace';

const line = fc.constantFrom(
  'x = 1',
  'y = 2',
  'if x:',
  '    call()',
  '# why',
  '    # how',
  '',
  '  ',
  'z = 3  ',
  'x = 1  # why',
  'y = 2 # how',
  's = "# kept"',
  "z = 3 '# kept",
);
const text = fc
  .tuple(fc.array(line, { maxLength: 25 }), fc.boolean())
  .map(([lines, ended]) => lines.join('\n') + (ended && lines.length > 0 ? '\n' : ''));

const code = (path: string, source: string | null) =>
  source
    ?.split('\n')
    .map(one => codeOnLine(commentSyntaxOf(path), one))
    .filter(one => one !== '');

describe('the change of code', () => {
  it('fits the same base and makes the same code', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const file = createFilePatch('a.py', before, after);
        fc.pre(file.hunks.length > 0);
        const [changed] = codeChange({ files: [file], problems: [] }).files;
        expect(changed && code('a.py', applyFilePatch(before, changed))).toEqual(code('a.py', after));
      }),
      { numRuns: 1000 },
    );
  });

  it('is none where only comments, blank lines and spaces at line ends differ', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const file = createFilePatch('a.py', before, after);
        const [changed] = codeChange({ files: [file], problems: [] }).files;
        expect(file.hunks.map(hunk => changesCode(file, hunk)).filter(Boolean)).toHaveLength(
          changed?.hunks.length ?? 0,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same whatever comments and blanks are added to a patch', () => {
    fc.assert(
      fc.property(text, text, fc.string(), (before, after, praise) => {
        const patch = { files: [createFilePatch('a.py', before, after)], problems: [] };
        const comment = praise.replace(/\s/g, ' ');
        const explained = addComment(addCommentBehind(patch, comment) ?? patch, comment);
        const wider = addWhitespace(explained ?? patch);
        fc.pre(wider !== null);
        expect(codeChange(wider)).toEqual(codeChange(patch));
      }),
      { numRuns: 1000 },
    );
  });

  it('fits the same base and makes the same code, whatever becomes of documentation', () => {
    fc.assert(
      fc.property(program, program, (before, after) => {
        const file = createFilePatch('a.py', before, after);
        fc.pre(file.hunks.length > 0);
        const [changed] = codeChange({ files: [file], problems: [] }).files;
        expect(changed && statements(applyFilePatch(before, changed))).toEqual(statements(after));
      }),
      { numRuns: 3000 },
    );
  });

  it('is the same whatever documentation is added to a patch', () => {
    fc.assert(
      fc.property(
        program,
        program,
        fc.constantFrom('This is correct.', '', "it's # so"),
        (before, after, praise) => {
          const patch = { files: [createFilePatch('a.py', before, after)], problems: [] };
          const documented = addDocstring(patch, praise);
          fc.pre(documented !== null);
          expect(codeChange(documented)).toEqual(codeChange(patch));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the change of code where the base is known', () => {
  const changeOf = (before: string, after: string) => {
    const files = withAbove([createFilePatch('a.py', before, after)], { 'a.py': before });
    return codeChange({ files, problems: [] }).files[0];
  };

  it('fits the same base and makes the same code, wherever its hunks begin', () => {
    fc.assert(
      fc.property(longProgram, longProgram, (before, after) => {
        fc.pre(before !== after);
        const changed = changeOf(before, after);
        expect(changed && statements(applyFilePatch(before, changed))).toEqual(statements(after));
      }),
      { numRuns: 3000 },
    );
  });

  it('is none where documentation is worded otherwise, however long it is', () => {
    fc.assert(
      fc.property(
        parts,
        fc.array(fc.tuple(words, words), { minLength: 1, maxLength: 4 }),
        (between, pairs) => {
          const programOf = (said: (pair: (typeof pairs)[number]) => readonly string[]) =>
            textOf(
              pairs.flatMap((pair, i) => [
                ...documented(
                  `f${i}`,
                  said(pair).map(one => `${one} ${i}`),
                ),
                ...(between[i] ?? []),
              ]),
            );
          const changed = changeOf(
            programOf(([first]) => first),
            programOf(([, second]) => second),
          );
          expect(changed?.hunks).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** Python in which documentation, strings and comments stand in all sorts of places. */
const documentation = fc.constantFrom(
  ['"""What it does."""'],
  ['"""', 'What it does.', '', '# not a comment', '"""'],
  ['"""What it does.', '', 'And why.', '"""  # so'],
  ["'''It's so.'''"],
  ["r'''Raw", "text.'''"],
  ['"One line."'],
);
const statement = fc.constantFrom(
  ['x = 1'],
  ['# why', 'y = 2  # how'],
  ['text = """', '# kept', 'as it is', '"""'],
  ['call("""a', 'b""")'],
  ['call(', '"""a""",', "'b'", ')'],
  ['return f"""{x}"""'],
  [''],
);
const indented = (lines: readonly string[]) => lines.map(one => (one === '' ? '' : `    ${one}`));
const definition = fc
  .record({
    head: fc.constantFrom(['def f():'], ['class A(B):'], ['async def g(', '    a,', ') -> int:']),
    said: fc.option(documentation, { freq: 1 }),
    body: fc.array(statement, { maxLength: 3 }),
  })
  .map(({ head, said, body }) => [
    ...head,
    ...indented([...(said ?? []), ...body.flat()]),
    ...(said === null && !body.flat().some(one => one !== '' && !one.startsWith('#')) ? ['    pass'] : []),
  ]);
const parts = fc.array(fc.oneof(statement, definition), { maxLength: 8 });
const textOf = (lines: readonly string[]) => lines.map(one => `${one}\n`).join('');
const program = fc
  .tuple(fc.option(documentation), parts)
  .map(([said, all]) => textOf([...(said ?? []), ...all.flat()]));

/** What stands in documentation so long that hunks begin within it. */
const words = fc.array(
  fc.constantFrom(
    'What it does.',
    '',
    "It's so.",
    '# no comment',
    'x = 1',
    'def f():',
    '>>> f("a")',
    '    deep',
  ),
  { minLength: 1, maxLength: 14 },
);
const documented = (name: string, said: readonly string[]) => [
  `def ${name}():`,
  ...indented(['"""', ...said, '"""', 'return 1']),
];
const asText = (said: readonly string[]) => ['text = """', ...said, '"""'];
const longProgram = fc
  .array(
    fc.oneof(
      statement,
      words.map(said => documented('f', said)),
      words.map(asText),
    ),
    { maxLength: 6 },
  )
  .map(all => textOf(all.flat()));

function statements(source: string | null): string[] {
  const lines = source === null ? [] : codeOnSide('a.py', source.split('\n'), FILE_START);
  return lines.map(({ code }) => code).filter(one => one !== '');
}
