import { expect, it } from 'vitest';
import { readerFor } from './reader';

it.each([
  ['a function that is defined twice', 'a.py', 'def f():\n    pass\ndef f():\n    return 1\n', ['f']],
  ['a class that is defined twice', 'a.py', 'class A:\n    pass\nclass A:\n    x = 1\n', ['A']],
  ['a name that ends another', 'a.py', 'def f():\n    pass\ndef ef():\n    pass\n', []],
  [
    'a method in another class',
    'a.py',
    'class A:\n    def f(self):\n        pass\nclass B:\n    def f(self):\n        pass\n',
    [],
  ],
  [
    'a setter',
    'a.py',
    'class A:\n    @property\n    def size(self):\n        return 1\n    @size.setter\n    def size(self, value):\n        pass\n',
    [],
  ],
  ['one or the other', 'a.py', 'if x:\n    def f():\n        pass\nelse:\n    def f():\n        pass\n', []],
  [
    'a method that is defined twice',
    'a.ts',
    'class A {\n  f() {\n    return 1;\n  }\n  f(x) {\n    return x;\n  }\n}\n',
    ['f'],
  ],
  [
    'accessors',
    'a.ts',
    'class A {\n  get size() {\n    return 1;\n  }\n  set size(x) {\n    y = x;\n  }\n}\n',
    [],
  ],
  [
    'a static method',
    'a.ts',
    'class A {\n  s() {\n    return 1;\n  }\n  static s() {\n    return 2;\n  }\n}\n',
    [],
  ],
  [
    'functions of several objects',
    'a.js',
    'define(a, {\n  get: function () {\n    return 1;\n  },\n});\ndefine(b, {\n  get: function () {\n    return 2;\n  },\n});\n',
    [],
  ],
  [
    'overloads',
    'A.java',
    'class A {\n  int f(int x) {\n    return 1;\n  }\n  int f(long x) {\n    return 1;\n  }\n}\n',
    [],
  ],
  [
    'a method twice with the same parameters',
    'A.java',
    'class A {\n  int f(int x) {\n    return 1;\n  }\n  int f(int x) {\n    return 2;\n  }\n}\n',
    ['f'],
  ],
  [
    'a method of another receiver',
    'a.go',
    'package a\nfunc (s *Set) Add() {\n\treturn\n}\nfunc (l *List) Add() {\n\treturn\n}\n',
    [],
  ],
  [
    'functions that Go runs at the start',
    'a.go',
    'package a\nfunc init() {\n\treturn\n}\nfunc init() {\n\treturn\n}\n',
    [],
  ],
  [
    'more of a type',
    'a.rs',
    'impl Set {\n    fn add(&self) {\n    }\n}\nimpl Set {\n    fn sub(&self) {\n    }\n}\n',
    [],
  ],
  ['more of a namespace', 'a.cpp', 'namespace a {\nint x;\n}\nnamespace a {\nint y;\n}\n', []],
])('%s', async (_, path, text, expected) => {
  const outline = (await readerFor(path)).outline(path, text);
  expect(outline?.errors).toBe(0);
  expect(outline?.definitions.filter(d => d.redefines).map(d => d.name)).toEqual(expected);
});
