// What a .vsix holds and how one is made, for `npm run package` and for the test of the file list.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX, listFiles } from '@vscode/vsce';
import { packagedReadme } from './packagedReadme.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

const windowsRuntime = [
  'onnxruntime_binding.node',
  'onnxruntime.dll',
  'DirectML.dll',
  'dxcompiler.dll',
  'dxil.dll',
];
const linuxRuntime = ['onnxruntime_binding.node', 'libonnxruntime.so.1'];

/**
 * The native files of onnxruntime-node on each platform that it exists for, by the name VS Code gives the platform.
 * macOS: the package holds the library twice; the binding is linked against the name that is listed.
 */
const runtimes = {
  'linux-x64': linuxRuntime,
  'linux-arm64': linuxRuntime,
  'win32-x64': windowsRuntime,
  'win32-arm64': windowsRuntime,
  'darwin-arm64': ['onnxruntime_binding.node', 'libonnxruntime.1.dylib'],
};

export const targets = Object.keys(runtimes);

/** Paths of the native files for a platform. */
export function runtimeFiles(target) {
  const folder = `node_modules/onnxruntime-node/bin/napi-v6/${target.replace('-', '/')}`;
  return runtimes[target].map(name => `${folder}/${name}`);
}

/** Becomes `readme.md` of the package. */
const readmePath = 'dist/README.md';

async function writeReadme() {
  await mkdir(join(root, 'dist'), { recursive: true });
  await writeFile(join(root, readmePath), packagedReadme(await readFile(join(root, 'README.md'), 'utf8')));
}

/** Calls `use` with the path of the ignore file for a platform: the allow-list and its runtime. */
async function withIgnoreFile(target, extra, use) {
  const folder = await mkdtemp(join(tmpdir(), 'swe-rm-vsix-'));
  try {
    const ignoreFile = join(folder, '.vscodeignore');
    const shared = await readFile(join(root, '.vscodeignore'), 'utf8');
    await writeFile(
      ignoreFile,
      [shared, ...runtimeFiles(target).map(path => `!${path}`), ...extra, ''].join('\n'),
    );
    return await use(ignoreFile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Paths of what goes into the .vsix for a platform, sorted.
 * @param {string} target
 * @param {readonly string[]} [extra] further lines for the ignore file, to break the rule on purpose in a test
 */
export async function listVsix(target, extra = []) {
  await writeReadme();
  const files = await withIgnoreFile(target, extra, ignoreFile =>
    listFiles({ cwd: root, ignoreFile, readmePath }),
  );
  return files.sort();
}

/** Makes swe-rm-<version>-<target>.vsix from what lies in dist/ and returns its path. */
export async function makeVsix(target, folder = root) {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const packagePath = join(folder, `swe-rm-${version}-${target}.vsix`);
  await writeReadme();
  await withIgnoreFile(target, [], ignoreFile =>
    createVSIX({
      cwd: root,
      target,
      ignoreFile,
      readmePath,
      packagePath,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    }),
  );
  return packagePath;
}
