/** What package managers write down of the versions they chose. */
const LOCK_FILES = new Set([
  '.terraform.lock.hcl',
  'Cargo.lock',
  'Chart.lock',
  'Gemfile.lock',
  'MODULE.bazel.lock',
  'Package.resolved',
  'Pipfile.lock',
  'Podfile.lock',
  'buf.lock',
  'bun.lock',
  'composer.lock',
  'conan.lock',
  'deno.lock',
  'flake.lock',
  'go.sum',
  'go.work.sum',
  'gradle.lockfile',
  'mix.lock',
  'npm-shrinkwrap.json',
  'package-lock.json',
  'packages.lock.json',
  'pdm.lock',
  'pixi.lock',
  'pnpm-lock.yaml',
  'poetry.lock',
  'pubspec.lock',
  'uv.lock',
  'yarn.lock',
]);

/** Minified code, source maps, and snapshots of what tests have seen. */
const OUTPUTS = /\.min\.(?:js|mjs|cjs|css)$|\.(?:js|mjs|cjs|css)\.map$|\.snap$/;

/** What Yarn keeps of itself beside the code: minified, some megabytes. */
const YARN = /(?:^|\/)(?:\.yarn\/(?:releases|plugins|sdks)\/.*|\.pnp\.(?:c?js|loader\.mjs))$/;

/** The scripts that Gradle and Maven put beside a build, and what a library in Kotlin offers, as its build writes it down. */
const BUILT = /(?:^|\/)(?:gradlew(?:\.bat)?|mvnw(?:\.cmd)?|api\/[^/]+\.api)$/;

/** Whether a tool writes the file, by its path alone: nobody judges a change by reading such a file. */
export function isMachineWritten(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return LOCK_FILES.has(name) || OUTPUTS.test(name) || YARN.test(path) || BUILT.test(path);
}
