import { countText } from '../text/countText';

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

/** Whether a tool writes the file, by its name alone: nobody judges a change by reading such a file. */
export function isMachineWritten(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return LOCK_FILES.has(name) || OUTPUTS.test(name);
}

/** That such files are not read. The others are named by the first. */
export function leftOutSentence([first = '', ...others]: readonly string[]): string {
  return others.length === 0
    ? `${first} is left out: it is generated, and with it the change is too large to read.`
    : `${first} and ${countText(others.length, 'more file')} are left out: they are generated, and with them the change is too large to read.`;
}
