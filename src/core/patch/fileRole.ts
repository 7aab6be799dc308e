import { isMachineWritten } from './machineWritten';

type FileRole = 'source' | 'test' | 'generated' | 'documentation' | 'configuration';

/** What a file is for, by its path alone. */
export function fileRole(path: string): FileRole {
  if (isTest(path)) return 'test';
  if (isMachineWritten(path)) return 'generated';
  if (isDocumentation(path)) return 'documentation';
  return configuration.test(path) || build.test(path) ? 'configuration' : 'source';
}

/**
 * Whether the file is a part of the program or of its configuration, as somebody wrote it. Tests, documents and what tools write are not:
 * whether a change resolves its task does not depend on those that come with it.
 */
export function holdsCode(path: string): boolean {
  const role = fileRole(path);
  return role === 'source' || role === 'configuration';
}

/** `test_cart.py`, `cart.spec.ts`, of types `cart.test-d.ts`, `cart_test.go`, `conftest.py`, `shop/tests.py`, and of Cucumber `cart.feature` */
const namedAsTest =
  /(^|\/)(test_[^/]*|conftest\.py|tests\.(py|rs))$|[._-](test|spec)s?(-d)?\.\w+$|\.feature$/i;
/** `CartTest.java`, `TestCart.kt`, and not `Latest.java` */
const classNamedAsTest = /([a-z0-9]Tests?|(^|\/)Test[A-Z][^/]*)\.(java|kt|scala|cs|php|swift)$/;
/** `shop.UnitTests/`, `integration-tests/`, `test_data/` */
const testFolder =
  /(^|\/)(([^/]*[.-])?(unit|integration|functional)?tests|__(tests|mocks|snapshots|fixtures)__|test[-_]?data|e2e|cypress)\//i;
/** Of Gradle, `src/integrationTest/`, and of Perl, `t/pack.sh`. */
const testSourceSet = /(^|\/)(src\/([a-z]\w*Test|testFixtures)\/|t\/.*\.(t|pl|pm|sh)$)/;
/** As a package of Python these may hold what is shipped: `django/test/client.py`, `sympy/testing/runtests.py`. */
const perhapsTestFolder = /(^|\/)(test|testing|specs?)\//i;

function isTest(path: string): boolean {
  if (namedAsTest.test(path) || classNamedAsTest.test(path)) return true;
  if (testFolder.test(path) || testSourceSet.test(path)) return true;
  const folder = perhapsTestFolder.exec(path);
  return folder !== null && (folder.index === 0 || !/\.pyi?$/i.test(path));
}

const document =
  /\.(mdx?|markdown|rst|adoc|asciidoc|rdoc|textile|txt)$|(^|\/)(readme|changelog|changes|news|licen[cs]e(-\w+)?|authors)$/i;
/** In small letters these may be programs: `bin/install`. */
const capitalDocument = /(^|\/)(COPYING|NOTICE|INSTALL|TODO|CONTRIBUTORS|MAINTAINERS|CODEOWNERS)$/;
const documentFolder = /(^|\/)(docs?|changelog(\.d)?|changes|news|newsfragments)\//i;
/** A site's own program lies among its documents. */
const program = /\.(pyi?|[cm]?[jt]sx?|vue|java|kt|go|rs|rb|php|cs|swift|[ch](pp)?|sh)$/i;
const plainTextSettings = /(^|\/)((requirements|constraints)[^/]*|CMakeLists)\.txt$/i;

function isDocumentation(path: string): boolean {
  if (plainTextSettings.test(path)) return false;
  return (
    document.test(path) || capitalDocument.test(path) || (documentFolder.test(path) && !program.test(path))
  );
}

const configuration =
  /\.(json|ya?ml|toml|ini|cfg|lock|xml|properties|gradle|txt)$|(^|\/)(setup\.py|Makefile|Dockerfile|\.[^/]+)$/i;
/** What a build is made from, of .NET, Xcode, Gradle, CMake, Bazel, Ruby and others. */
const build =
  /\.((cs|fs|vb|vcx)proj|props|targets|slnx?|pbxproj|plist|xcscheme|xcworkspacedata|gradle\.kts|cmake|bazel|gemspec|podspec)$|(^|\/)(Gemfile|Rakefile|Podfile|Jenkinsfile|VERSION|Package\.swift)$/;
