import { expect, it } from 'vitest';
import { fileRole, holdsCode } from '../../../../src/core/patch/fileRole';

it.each([
  [
    'test',
    'tests/cart.py',
    'shop/tests/cart.py',
    'test_cart.py',
    'shop/cart_test.go',
    'src/Cart.spec.ts',
    'types/cart.test-d.ts',
    'conftest.py',
  ],
  [
    'test',
    'src/test/java/Cart.java',
    'src/CartTest.java',
    'src/TestCart.kt',
    'test/cart.js',
    'testing/helpers.py',
  ],
  ['test', 'shop/tests.py', 'src/cart/tests.rs', 'crates/parser/test_data/a.rs', 'web/e2e/cart.ts'],
  [
    'test',
    'Shop.UnitTests/Basket.cs',
    'packages/integration-tests/run.ts',
    'src/jvmTest/kotlin/Fake.kt',
    't/pack.sh',
  ],
  ['test', 'features/checkout.feature'],
  ['test', 'web/__snapshots__/page.snap', 'pkg/testdata/a.txt', 'spec/cart.rb', 'packages/a/test/b.ts'],
  // What is shipped under such a name is source.
  [
    'source',
    'django/test/client.py',
    'sympy/testing/runtests.py',
    'src/Latest.java',
    'src/Contest.kt',
    'src/attest.py',
    'src/latest/cart.ts',
    'lib/contests/cart.rb',
    'crates/test-support/src/lib.rs',
  ],
  [
    'documentation',
    'README.md',
    'docs/index.rst',
    'doc/logo.svg',
    'CHANGES',
    'news/12.bugfix',
    'LICENSE',
    'notes.txt',
  ],
  ['documentation', 'README.markdown', 'COPYING', 'LICENSE-APACHE', '.github/CODEOWNERS', 'INSTALL'],
  ['generated', 'package-lock.json', 'web/yarn.lock', 'go.sum', 'static/jquery.min.js', 'dist/main.js.map'],
  ['generated', 'gradlew', 'shop/mvnw.cmd', 'okio/api/okio.api'],
  // The program of a site lies among its documents.
  ['source', 'docs/conf.py', 'docs/src/App.tsx'],
  [
    'configuration',
    'setup.cfg',
    'requirements-dev.txt',
    'CMakeLists.txt',
    'package.json',
    '.eslintrc',
    'Makefile',
  ],
  [
    'configuration',
    'src/Shop/Shop.csproj',
    'Directory.Build.props',
    'Shop.sln',
    'Shop.xcodeproj/project.pbxproj',
    'build.gradle.kts',
    'cmake/ide.cmake',
    'shop.gemspec',
    'Gemfile',
    'VERSION',
  ],
  [
    'source',
    'src/version',
    'bin/install',
    'bin/todo',
    'lib/props.ts',
    'Sources/Shop/Package.swift.kt',
    'src/todo.rb',
    'api/shop.apib',
  ],
] as const)('%s: %s', (role, ...paths) => {
  expect(paths.map(path => [path, fileRole(path)])).toEqual(paths.map(path => [path, role]));
  expect(paths.map(holdsCode)).toEqual(paths.map(() => role === 'source' || role === 'configuration'));
});
