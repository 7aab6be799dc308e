import { beforeAll, describe, expect, it } from 'vitest';
import { nameUses, type NameUses } from '../../../../src/core/syntax/names';
import type { SyntaxReader } from '../../../../src/core/syntax/syntax';
import { readerFor } from './reader';

let syntax: SyntaxReader;
beforeAll(async () => {
  syntax = await readerFor('a.py', 'a.ts');
});

function usesIn(path: string, text: string): NameUses {
  const rows = new Set(text.split('\n').keys());
  return syntax.inspect(path, text, (root, language) => nameUses(root, language, rows))!;
}

describe('what an import binds', () => {
  it.each([
    ['a.py', 'from django.db import migrations, models', ['migrations', 'models']],
    ['a.py', 'from ..core.power import Pow as P', ['P']],
    ['a.py', 'import os.path, sys', ['os', 'sys']],
    ['a.py', 'import matplotlib.pyplot as plt', ['plt']],
    ['a.py', 'from __future__ import annotations', []],
    ['a.ts', `import fs, { join as joined, sep } from 'x';`, ['fs', 'joined', 'sep']],
    ['a.ts', `import * as path from 'path';`, ['path']],
  ])('%s: %s', (path, text, expected) => {
    expect([...usesIn(path, text).imported]).toEqual(expected);
  });
});

describe('variables of a function', () => {
  it.each([
    ['set in it', 'a.py', 'def f():\n    rng = None\n', ['rng']],
    ['declared in it', 'a.py', 'def f():\n    rng: int = 0\n', ['rng']],
    [
      'not parameters, nor what a loop or a tuple binds',
      'a.py',
      'def f(a):\n    b, c = a\n    for d in a: pass\n',
      [],
    ],
    ['not constants of a module', 'a.py', 'LIMIT = 3\n', []],
    ['not fields of a class', 'a.py', 'def f():\n    class A:\n        ordering = []\n', []],
    ['not what is exported', 'a.ts', 'export const limit = 3;\n', []],
    ['constants in it', 'a.ts', 'export const f = () => {\n  const limit = 3;\n};\n', ['limit']],
    [
      'not what an error or a type calls it',
      'a.ts',
      'function f(g: (e: E) => void) {\n  try {\n    g();\n  } catch (e) {}\n}\n',
      [],
    ],
    ['not what is taken apart', 'a.ts', 'function f(g) {\n  const { a, b } = g;\n}\n', []],
  ])('%s', (_, path, text, expected) => {
    expect([...usesIn(path, text).variables]).toEqual(expected);
  });
});
