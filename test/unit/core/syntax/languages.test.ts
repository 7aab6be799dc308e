import { describe, expect, it } from 'vitest';
import { languageOf } from '../../../../src/core/syntax/languages';

describe('the language of a path', () => {
  it('is told by its extension, in whatever case', () => {
    expect(languageOf('src/a.test.ts')).toBe('typescript');
    expect(languageOf('SRC/A.PY')).toBe('python');
  });

  it('is none for an extension without a grammar, also one that every object has for a member', () => {
    for (const path of ['a.kt', 'a.constructor', 'Makefile', 'py', 'a.py.orig', ''])
      expect(languageOf(path)).toBeNull();
  });
});
