import { describe, expect, it } from 'vitest';
import { enclosingDefinitions } from '../../../../src/core/syntax/outline';
import { readerFor } from './reader';

const sources: Record<string, { text: string; expected: string[] }> = {
  'a.py': {
    text: '@cached\nclass Shape(Base):\n    def area(self,\n             unit=None):\n        return 1\n\n\nasync def load(path):\n    return path\n',
    expected: ['class Shape(Base):', 'def area(self, unit=None):', 'async def load(path):'],
  },
  'a.ts': {
    text: 'export const add = (a: number) => {\n  return a;\n};\nclass Box<T> {\n  get(key = 1) {\n    return key;\n  }\n}\n',
    expected: ['add = (a: number) =>', 'class Box<T>', 'get(key = 1)'],
  },
  'A.java': {
    text: 'public class A extends B {\n  int f(int x) {\n    return 1;\n  }\n}\n',
    expected: ['public class A extends B', 'int f(int x)'],
  },
  'a.go': {
    text: 'package a\nfunc (s *Set) Add(v int) bool {\n\treturn true\n}\n',
    expected: ['func (s *Set) Add(v int) bool'],
  },
  'a.rs': {
    text: 'impl Set {\n    fn add(&self) -> bool {\n        true\n    }\n}\n',
    expected: ['impl Set', 'fn add(&self) -> bool'],
  },
  'a.cpp': { text: 'int add(int a) {\n  return a;\n}\n', expected: ['int add(int a)'] },
};

describe('outline', () => {
  for (const [path, { text, expected }] of Object.entries(sources)) {
    it(`reads the definitions of ${path}`, async () => {
      const outline = (await readerFor(path)).outline(path, text);
      expect(outline?.definitions.map(d => d.signature)).toEqual(expected);
      expect(outline?.errors).toBe(0);
    });
  }

  it('names what encloses a row, outermost first', async () => {
    const outline = (await readerFor('a.py')).outline('a.py', sources['a.py']!.text);
    expect(enclosingDefinitions(outline!, 4).map(d => d.name)).toEqual(['Shape', 'area']);
    expect(enclosingDefinitions(outline!, 6)).toEqual([]);
  });

  it('counts what the grammar could not read', async () => {
    const outline = (await readerFor('a.py')).outline('a.py', 'def f(:\n    return (\n');
    expect(outline?.errors).toBeGreaterThan(0);
  });

  it('knows nothing of a language without a grammar', async () => {
    expect((await readerFor('a.cob')).outline('a.cob', 'MOVE 1 TO X.')).toBeNull();
  });
});
