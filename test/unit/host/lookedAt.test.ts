import { describe, expect, it } from 'vitest';
import { lookedAt, namedFolder } from '../../../src/host/folder/lookedAt';

const SHOP = { path: '/code/shop', name: 'shop' };
const DOCS = { path: '/code/docs', name: 'The Docs' };
const NONE: ReadonlySet<string> = new Set();

describe('the folder that is looked at', () => {
  it('is the first while nobody has chosen', () => {
    expect(lookedAt([SHOP, DOCS], null, NONE)).toBe(SHOP);
    expect(lookedAt([], null, NONE)).toBeNull();
  });

  it('is the first that is in a repository, as far as that is known', () => {
    expect(lookedAt([DOCS, SHOP], null, new Set([DOCS.path]))).toBe(SHOP);
    expect(lookedAt([DOCS, SHOP], null, new Set([DOCS.path, SHOP.path]))).toBe(DOCS);
  });

  it('is the chosen one, in a repository or not', () => {
    expect(lookedAt([SHOP, DOCS], DOCS.path, new Set([DOCS.path]))).toBe(DOCS);
  });

  it('is another when the chosen one is taken out of the workspace', () => {
    expect(lookedAt([SHOP], DOCS.path, NONE)).toBe(SHOP);
  });

  it('may lie inside of a folder of the workspace, and is named by it', () => {
    expect(lookedAt([SHOP], '/code/shop/vendor/lib', NONE)).toEqual({
      path: '/code/shop/vendor/lib',
      name: 'shop/vendor/lib',
    });
  });

  it('is named by the nearest of folders that lie in each other', () => {
    const vendor = { path: '/code/shop/vendor', name: 'vendor' };
    expect(namedFolder([SHOP, vendor], '/code/shop/vendor/lib')?.name).toBe('vendor/lib');
    expect(namedFolder([vendor, SHOP], '/code/shop/vendor')).toBe(vendor);
  });

  it.each(['/code', '/code/shopping', '/etc', '/code/shop/../docs', '/code/shop/.git/modules/lib'])(
    'never lies elsewhere: %s',
    place => {
      expect(namedFolder([SHOP], place)).toBeNull();
    },
  );
});
