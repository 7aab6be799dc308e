type FileRole = 'source' | 'test' | 'documentation' | 'configuration';

/** What a file is for, by its path alone. */
export function fileRole(path: string): FileRole {
  if (isTest(path)) return 'test';
  if (isDocumentation(path)) return 'documentation';
  return configuration.test(path) ? 'configuration' : 'source';
}

/**
 * Whether the file is a part of the program or of its configuration. Tests and documents are not: whether a change resolves its task
 * does not depend on those that come with it.
 */
export function holdsCode(path: string): boolean {
  const role = fileRole(path);
  return role === 'source' || role === 'configuration';
}

/** `test_cart.py`, `cart.spec.ts`, `cart_test.go`, `conftest.py` */
const namedAsTest = /(^|\/)(test_[^/]*|conftest\.py)$|[._-](test|spec)s?\.\w+$/i;
/** `CartTest.java`, `TestCart.kt`, and not `Latest.java` */
const classNamedAsTest = /([a-z0-9]Tests?|(^|\/)Test[A-Z][^/]*)\.(java|kt|scala|cs|php|swift)$/;
const testFolder = /(^|\/)(tests|__(tests|mocks|snapshots)__|testdata)\//i;
/** As a package of Python these may hold what is shipped: `django/test/client.py`, `sympy/testing/runtests.py`. */
const perhapsTestFolder = /(^|\/)(test|testing|specs?)\//i;

function isTest(path: string): boolean {
  if (namedAsTest.test(path) || classNamedAsTest.test(path) || testFolder.test(path)) return true;
  const folder = perhapsTestFolder.exec(path);
  return folder !== null && (folder.index === 0 || !/\.pyi?$/i.test(path));
}

const document = /\.(mdx?|rst|adoc|txt)$|(^|\/)(readme|changelog|changes|news|licen[cs]e|authors)$/i;
const documentFolder = /(^|\/)(docs?|changelog(\.d)?|changes|news|newsfragments)\//i;
/** A site's own program lies among its documents. */
const program = /\.(pyi?|[cm]?[jt]sx?|vue|java|kt|go|rs|rb|php|cs|swift|[ch](pp)?|sh)$/i;
const plainTextSettings = /(^|\/)((requirements|constraints)[^/]*|CMakeLists)\.txt$/i;

function isDocumentation(path: string): boolean {
  if (plainTextSettings.test(path)) return false;
  return document.test(path) || (documentFolder.test(path) && !program.test(path));
}

const configuration =
  /\.(json|ya?ml|toml|ini|cfg|lock|xml|properties|gradle|txt)$|(^|\/)(setup\.py|Makefile|Dockerfile|\.[^/]+)$/i;
