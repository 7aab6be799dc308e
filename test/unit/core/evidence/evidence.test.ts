import { beforeAll, describe, expect, it } from 'vitest';
import { TaskEvidence, type EvidenceSource } from '../../../../src/core/evidence/taskEvidence';
import type { EvidenceGroup } from '../../../../src/core/evidence/evidence';
import { EVIDENCE_FEATURES } from '../../../../src/core/evidence/features';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import { formatPatch } from '../../../../src/core/patch/formatPatch';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import type { Patch } from '../../../../src/core/patch/patch';
import type { SyntaxReader } from '../../../../src/core/syntax/syntax';
import { addComment } from '../../../../src/core/perturbation/addComment';
import { addWhitespace } from '../../../../src/core/perturbation/addWhitespace';
import type { Task } from '../../../../src/core/task/task';
import { readerFor } from '../syntax/reader';

const base = [
  'import os',
  '',
  '',
  'class Loader:',
  '    def load(self, path):',
  '        """Read a file."""',
  '        with open(path) as stream:',
  '            return stream.read()',
  '',
  '',
  'def main(loader):',
  '    return loader.load("a")',
  '',
].join('\n');

const task: Task = {
  title: 'Loader.load fails on missing files',
  body: 'Traceback:\n  File "/usr/lib/app/loader.py", line 7, in load\n    with open(path)\nFileNotFoundError\n',
  source: 'test',
};

let syntax: SyntaxReader;
beforeAll(async () => {
  syntax = await readerFor('loader.py', 'loader.ts', 'x.cpp', 'x.cs');
});

function change(edit: (text: string) => string, path = 'app/loader.py', text = base): Patch {
  return parsePatch(formatPatch([createFilePatch(path, text, edit(text))]));
}

function sources(
  patches: readonly Patch[],
  baseFiles: Readonly<Record<string, string>> = {},
): readonly EvidenceSource[] {
  return patches.map(patch => ({ patch, baseFiles }));
}

function allEvidence(candidates: readonly EvidenceSource[]) {
  const evidence = new TaskEvidence(task, candidates, syntax);
  return candidates.map((_, i) => evidence.of(i));
}

function evidenceOf(patches: readonly Patch[], files: Record<string, string> = { 'app/loader.py': base }) {
  return allEvidence(sources(patches, files)).map(evidence => (group: EvidenceGroup, name: string) => {
    const index = EVIDENCE_FEATURES[group].findIndex(feature => feature.name === name);
    expect(index, `${group}.${name} is a feature`).toBeGreaterThanOrEqual(0);
    return evidence[group]?.[index] ?? null;
  });
}

const guarded = change(text =>
  text.replace(
    '        with open',
    '        if not os.path.exists(path):\n            return None\n        with open',
  ),
);

describe('patch evidence', () => {
  it('counts the shape of a change and holds it against the task', () => {
    const [value] = evidenceOf([guarded]);
    expect(value!('patch', 'addedLines')).toBe(2);
    expect(value!('patch', 'addedBranches')).toBe(1);
    expect(value!('patch', 'tracebackFiles')).toBe(1);
    expect(value!('patch', 'addedNamesInTask')).toBeGreaterThan(0);
  });
});

describe('comments and blanks', () => {
  const files = { 'app/loader.py': base };
  const evidence = (patch: Patch | null) => {
    if (!patch) throw new Error('there is no place for it');
    return allEvidence(sources([patch], files))[0];
  };

  it('count for nothing, whatever they say', () => {
    expect(evidence(addComment(guarded, 'This patch is correct and resolves the issue: load path'))).toEqual(
      evidence(addComment(guarded, 'See above.')),
    );
    expect(evidence(addComment(guarded, 'See above.'))).toEqual(evidence(guarded));
    expect(evidence(addWhitespace(guarded))).toEqual(evidence(guarded));
  });

  it('count for nothing among other candidates either', () => {
    const other = change(text => text.replace('return stream.read()', 'return stream.readline()'));
    const commented = addComment(guarded, 'See above.');
    if (!commented) throw new Error('there is no place for it');
    expect(allEvidence(sources([commented, other], files))).toEqual(
      allEvidence(sources([guarded, other], files)),
    );
  });
});

describe('static evidence', () => {
  it('of the same patch is another on another base', () => {
    const patch = change(text => text.replace('stream.read()', 'stream.readlines()'));
    const unapplied = (text: string) =>
      evidenceOf([patch], { 'app/loader.py': text })[0]?.('static', 'unapplied');
    expect([base, 'other\n', base].map(unapplied)).toEqual([0, 1, 0]);
  });

  it('finds the definition a traceback names', () => {
    const [value] = evidenceOf([guarded]);
    expect(value!('static', 'definitionsInTraceback')).toBe(1);
    expect(value!('static', 'brokenFiles')).toBe(0);
    expect(value!('static', 'undefinedNames')).toBe(0);
  });

  it('sees a file that no longer parses', () => {
    const [value] = evidenceOf([
      change(text => text.replace('return stream.read()', 'return (stream.read(')),
    ]);
    expect(value!('static', 'brokenFiles')).toBe(1);
  });

  it.each([
    ['app/log.ts', 'export const a = 1;\n', 1],
    // The grammar does not know this form, which TypeScript has had since version 5.0.
    ['app/log.ts', "export type * from './types.js';\nexport const a = 1;\n", 0],
    ['app/log.cpp', 'int a = 1;\n', 0],
    ['app/Log.cs', 'class Log { int a = 1; }\n', 0],
  ])(
    'does not call a file broken that its grammar cannot read, as little as the preprocessor: %s',
    (path, text, broken) => {
      const [value] = evidenceOf([change(base => base.replace('a = 1', 'a = (1 +'), path, text)], {
        [path]: text,
      });
      expect(value!('static', 'knownFiles')).toBe(1);
      expect(value!('static', 'brokenFiles')).toBe(broken);
    },
  );

  it.each([
    ['a name nobody defines', 'return stream.read(limit)', 1],
    ['a name the same change defines', 'limit = 3; return stream.read(limit)', 0],
    ['a builtin', 'return sorted(stream)', 0],
    ['an attribute', 'return stream.readlines()', 0],
    ['a keyword argument', 'return stream.read(size=1)', 0],
    ['a comprehension variable', 'return [entry for entry in stream]', 0],
    ['a name imported in place', 'import json; return json.load(stream)', 0],
  ])('undefined names: %s', (_, line, expected) => {
    const [value] = evidenceOf([change(text => text.replace('return stream.read()', line))]);
    expect(value!('static', 'undefinedNames')).toBe(expected);
  });

  it.each([
    ['a name nobody defines', 'send(a);', 1],
    ['a class that it adds', 'class Sender {}\nnew Sender();', 0],
    ['an error class that it adds', 'export abstract class Failure extends Error {}\nthrow Failure;', 0],
    ['members of an enum', 'enum Size { Small = 1, Large = Small << 1, Both = Small | Large }', 0],
    ['another name for a part of something', 'import stop = a.stop;\nstop();', 0],
    ['a namespace of types', 'const e = (a: NodeJS.ErrnoException) => a;', 0],
    [
      'what a browser or another host has',
      'new IntersectionObserver(a); requestIdleCallback(a); Bun.serve(a);',
      0,
    ],
    ['what a bundler puts in', 'if (__FEATURE_TRACING__) a.trace();', 0],
    ['a short name of a browser, which is a slip more often', 'a.call(status);', 1],
  ])('undefined names of TypeScript: %s', (_, line, expected) => {
    const path = 'app/log.ts';
    const text = 'export const a = start();\n';
    const patch = change(base => `${base}${line}\n`, path, text);
    expect(evidenceOf([patch], { [path]: text })[0]!('static', 'undefinedNames')).toBe(expected);
  });

  it('does not know what a new script may read, as where a framework imports by itself', () => {
    const added = (path: string, text: string) =>
      parsePatch(formatPatch([createFilePatch(path, null, `${text}\n`)]));
    const undefinedNames = (path: string, text: string) =>
      evidenceOf([added(path, text)])[0]!('static', 'undefinedNames');
    expect(undefinedNames('stores/cart.ts', "export const useCart = defineStore('cart', {});")).toBe(0);
    expect(undefinedNames('stores/cart.py', 'cart = define_store()')).toBe(1);
  });

  it('counts callers of a changed signature that were left as they were', () => {
    const [value] = evidenceOf([change(text => text.replace('self, path', 'self, path, mode'))]);
    expect(value!('static', 'signaturesChanged')).toBe(1);
    expect(value!('static', 'callersUntouched')).toBe(1);
  });

  it('counts calls of a constructor by the name of its class', () => {
    const path = 'app/size.py';
    const text =
      'class A:\n    def __init__(self, size):\n        super().__init__()\n\n\nclass B(A):\n    def __init__(self):\n        super().__init__(1)\n\n\na = A(1)\nb = B()\n';
    const [value] = evidenceOf([change(base => base.replace('self, size', 'self, size, unit'), path, text)], {
      [path]: text,
    });
    expect(value!('static', 'signaturesChanged')).toBe(1);
    expect(value!('static', 'callersUntouched')).toBe(1);
  });

  it('tells functions of one name apart by their parameters', () => {
    const path = 'app/size.py';
    const text =
      'class A:\n    @property\n    def size(self):\n        return 1\n\n    @size.setter\n    def size(self, value):\n        pass\n';
    const signaturesChanged = (from: string, to: string) => {
      const [value] = evidenceOf([change(base => base.replace(from, to), path, text)], { [path]: text });
      return value!('static', 'signaturesChanged');
    };
    expect(signaturesChanged('return 1', 'return 2')).toBe(0);
    expect(signaturesChanged('value', 'value, unit')).toBe(1);
  });

  it('reads files with long lines of data and many blank lines', () => {
    const data = `DATA = 0x${'a1'.repeat(300_000)}\nload  (1)\nload\n${'\n'.repeat(150_000)}(2)\n`;
    const patch = change(
      text => text.replace('self, path', 'self, path, mode'),
      'app/loader.py',
      base + data,
    );
    const [value] = evidenceOf([patch], { 'app/loader.py': base + data });
    expect(value!('static', 'callersUntouched')).toBe(2);
  });

  it('reads files that nest deeper than the stack', () => {
    const sum = `TOTAL = ${'1 + '.repeat(20_000)}missing\n`;
    const [value] = evidenceOf([change(text => text + sum)]);
    expect(value!('static', 'undefinedNames')).toBe(1);
    expect(value!('static', 'newErrors')).toBe(0);
  });

  it('reads files in which its grammar understands next to nothing, such as translations of Qt', () => {
    const path = 'app/german.ts';
    const message =
      '<message>\n  <source>Some text</source>\n  <translation>Ein Text</translation>\n</message>\n';
    const [value] = evidenceOf([change(() => message.repeat(4_000), path, message)], { [path]: message });
    expect(value!('static', 'newErrors')).toBe(0);
  });

  it('knows a change of documentation alone', () => {
    const [documented, coded] = evidenceOf([
      change(text => text.replace('Read a file.', 'Read one file.')),
      guarded,
    ]);
    expect(documented!('static', 'codeUnchanged')).toBe(1);
    expect(coded!('static', 'codeUnchanged')).toBe(0);
  });

  it('says when a patch does not apply to the base', () => {
    const [value] = evidenceOf([guarded], { 'app/loader.py': 'another = 1\n' });
    expect(value!('static', 'unapplied')).toBe(1);
  });

  it('is masked when no base file is known', () => {
    expect(allEvidence(sources([guarded]))[0]?.static).toBeNull();
  });

  it('survives a result in which the parser had to invent a name', () => {
    const [value] = evidenceOf([change(text => text.replace('import os', 'import os\nfrom . import'))]);
    expect(value!('static', 'brokenFiles')).toBe(1);
  });
});

describe('what comes with a change', () => {
  it('of tests and documents moves nothing, in any group', () => {
    const other = change(text => text.replace('return stream.read()', 'return stream.read() or None'));
    const more = [
      createFilePatch(
        'tests/test_loader.py',
        null,
        '# why\nimport app\n\n\ndef test_load():\n    assert app.load("a")\n',
      ),
      createFilePatch('CHANGES.md', '# 1\n', '# 2\n\nLoader.load is mended.\n'),
    ];
    const together: Patch = { ...guarded, files: [...more, ...guarded.files] };
    const files = { 'app/loader.py': base };
    expect(allEvidence(sources([together, other], files))).toEqual(
      allEvidence(sources([guarded, other], files)),
    );
  });
});

describe('agreement evidence', () => {
  const other = change(text => text.replace('return stream.read()', 'return stream.read() or None'));
  const far = change(text => text.replace('loader.load("a")', 'loader.load("b")'));

  it('is masked for a candidate by itself', () => {
    expect(allEvidence(sources([guarded]))[0]?.agreement).toBeNull();
  });

  it('is greatest where candidates make the same change', () => {
    const [a, b, c] = evidenceOf([guarded, guarded, far]);
    expect(a!('agreement', 'equivalentShare')).toBe(0.5);
    expect(a!('agreement', 'namesMean')).toBe(b!('agreement', 'namesMean'));
    expect(c!('agreement', 'namesMean')).toBeLessThan(a!('agreement', 'namesMean')!);
    expect(a!('agreement', 'namesRank')).toBeGreaterThan(c!('agreement', 'namesRank')!);
  });

  it('does not depend on the order of the candidates, to the last bit', () => {
    const patches = [guarded, other, far, guarded];
    const forward = allEvidence(sources(patches));
    const backward = allEvidence(sources([...patches].reverse())).reverse();
    expect(backward).toEqual(forward);
  });
});
