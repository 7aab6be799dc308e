import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortPaths } from '../../../../src/core/review/shortPaths';

function named(...paths: readonly string[]): readonly string[] {
  return paths.map(shortPaths(paths));
}

describe('short names of files', () => {
  it('are those of the files themselves while they differ', () => {
    expect(named('src/shop/cart.ts', 'src/shop/age.ts')).toEqual(['cart.ts', 'age.ts']);
  });

  it('hold as many folders as tell two of one name apart', () => {
    expect(named('src/shop/index.ts', 'src/web/index.ts', 'src/web/page.ts')).toEqual([
      'shop/index.ts',
      'web/index.ts',
      'page.ts',
    ]);
    expect(named('a/b/x.ts', 'c/b/x.ts', 'x.ts')).toEqual(['a/b/x.ts', 'c/b/x.ts', 'x.ts']);
    expect(named('x.ts', 'b/x.ts', 'a/b/x.ts')).toEqual(['x.ts', 'b/x.ts', 'a/b/x.ts']);
  });

  it('are of one file however often it is given, and of an unknown one its path', () => {
    const nameOf = shortPaths(['src/cart.ts', 'src/cart.ts']);
    expect([nameOf('src/cart.ts'), nameOf('src/other.ts')]).toEqual(['cart.ts', 'src/other.ts']);
  });

  it('are ends of their paths that no two share', () => {
    const path = fc.array(fc.constantFrom('a', 'b', 'index'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.uniqueArray(path.map(parts => parts.join('/'))), paths => {
        const names = named(...paths);
        expect(new Set(names).size).toBe(paths.length);
        for (const [i, name] of names.entries())
          expect(`/${paths[i] ?? ''}`).toMatch(new RegExp(`/${name}$`));
      }),
    );
  });
});
