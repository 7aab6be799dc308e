// A real VS Code without a desktop: npm's code-server (VS Code with its own extension host) in a cache folder,
// shown by a browser. Used by `npm start` where there is no desktop VS Code, and by the tests in test/host.
//
//   node scripts/editor.mjs            set it up and print where it is
//   node scripts/editor.mjs FOLDER     and open the folder in it
import { spawn, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** VS Code 1.139.1, and the Node it is built for: code-server refuses to start on another major version. */
const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';

/** Parts of code-server that only serve what is switched off here; 200 MB less to keep. */
const UNUSED = [
  'lib/vscode/node_modules/@github',
  'lib/vscode/node_modules/@devcontainers',
  'lib/vscode/extensions/copilot',
  'lib/vscode/extensions/mermaid-markdown-features',
  'lib/vscode/extensions/microsoft-authentication',
];

/** Where everything that is downloaded for this project but is not part of it lives. */
export function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'swe-rm');
}

/** npm without the settings of whatever npm command started this script. */
async function npmInstall(cwd, ...args) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const common = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const options = { cwd, env, maxBuffer: 1 << 26, shell: process.platform === 'win32' };
  await run(npm, [...common, ...args], options);
}

/**
 * Sets the editor up in the cache folder, once (about half a minute and 300 MB), and says where it is.
 * An interrupted set-up leaves nothing behind that a later one would mistake for a whole one.
 * @param {(line: string) => void} [report] told what happens when something must be downloaded
 * @returns {Promise<{node: string, entry: string}>}
 */
export async function ensureEditor(report = () => {}) {
  const platform = `${process.platform}-${process.arch}`;
  if (!['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'].includes(platform)) {
    throw new Error(`The browser-hosted VS Code does not exist for ${platform}; open the folder in VS Code.`);
  }
  const home = join(cacheFolder(), `editor-${CODE_SERVER}-${platform}`);
  const found = {
    node: join(home, 'node_modules', `node-${platform}`, 'bin', 'node'),
    entry: join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
  };
  if (existsSync(found.entry) && existsSync(found.node)) return found;

  report(`Setting up a browser-hosted VS Code in ${home} (once, about 300 MB) …`);
  await mkdir(dirname(home), { recursive: true });
  const building = await mkdtemp(`${home}.building-`);
  try {
    await writeFile(join(building, 'package.json'), '{"private":true}\n');
    await npmInstall(building, `code-server@${CODE_SERVER}`, `node-${platform}@${NODE}`);
    const server = join(building, 'node_modules', 'code-server');
    await npmInstall(join(server, 'lib', 'vscode'), '--omit=dev');
    await npmInstall(join(server, 'lib', 'vscode', 'extensions'), '--omit=dev');
    for (const part of UNUSED) await rm(join(server, part), { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
    await rename(building, home);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return found;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

async function answers(url) {
  try {
    return (await fetch(url, { redirect: 'manual' })).status < 500;
  } catch {
    return false;
  }
}

/** Runs code-server with its own home, no gallery, no telemetry, reachable from this machine only. */
function serverCommand({ entry }, { userDataDir, extensionsDir }, extra) {
  return [
    entry,
    ...['--user-data-dir', userDataDir, '--extensions-dir', extensionsDir],
    ...['--config', join(userDataDir, 'code-server.yaml')],
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    ...extra,
  ];
}

function serverEnvironment(userDataDir) {
  // With an empty gallery the page asks no outside host.
  return { ...process.env, HOME: userDataDir, EXTENSIONS_GALLERY: '{"serviceUrl":""}', PASSWORD: '' };
}

/**
 * Installs a packaged extension into `extensionsDir`.
 * @param {{vsix: string, userDataDir: string, extensionsDir: string}} options
 */
export async function installExtension({ vsix, userDataDir, extensionsDir }) {
  const editor = await ensureEditor();
  await mkdir(userDataDir, { recursive: true });
  const args = serverCommand(editor, { userDataDir, extensionsDir }, ['--install-extension', vsix]);
  await run(editor.node, args, { env: serverEnvironment(userDataDir), maxBuffer: 1 << 24 });
}

/**
 * Starts the editor and waits until it answers.
 * @param {object} options
 * @param {number} [options.port] a free one when left out
 * @param {string} options.userDataDir also its home folder; made when missing
 * @param {string} options.extensionsDir
 * @param {string} options.folder the workspace to open: a folder, or a `.code-workspace` file
 * @param {boolean} [options.trust] false: the workspace opens in Restricted Mode
 * @param {string} [options.extension] folder of an unpackaged extension to load (development mode)
 * @param {boolean} [options.proposedApi] extensions may use proposed API that they ask for
 * @param {Readonly<Record<string, string>>} [options.env] added to the environment of the server
 * @returns {Promise<{url: string, pid: number, stop: () => Promise<void>}>}
 */
export async function startEditor(options) {
  const {
    userDataDir,
    extensionsDir,
    folder,
    trust = true,
    extension,
    proposedApi = false,
    env = {},
  } = options;
  const editor = await ensureEditor();
  const port = options.port ?? (await freePort());
  await mkdir(userDataDir, { recursive: true });
  await mkdir(extensionsDir, { recursive: true });
  const args = serverCommand(editor, { userDataDir, extensionsDir }, [
    ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
    ...(trust ? ['--disable-workspace-trust'] : []),
    // Without it the page ignores `extensionDevelopmentPath` in its address.
    ...['--vscode-option', 'enable-smoke-test-driver'],
  ]);
  // A group of its own: the extension host and the scorer are grandchildren and must end with it.
  const server = spawn(editor.node, args, {
    env: { ...serverEnvironment(userDataDir), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', chunk => (output = (output + chunk).slice(-20_000)));
  }
  const exited = new Promise(resolve => server.once('exit', resolve));
  const signalGroup = signal => {
    try {
      process.kill(-server.pid, signal);
    } catch {
      // Already gone.
    }
  };
  const stop = async () => {
    signalGroup('SIGTERM');
    await Promise.race([exited, new Promise(resolve => setTimeout(resolve, 3000).unref())]);
    signalGroup('SIGKILL');
  };

  const origin = `http://127.0.0.1:${port}`;
  for (let waited = 0; !(await answers(`${origin}/healthz`)); waited += 100) {
    if (server.exitCode !== null || waited > 60_000) {
      await stop();
      throw new Error(`The editor did not start:\n${output}`);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  const address = new URL(origin);
  address.searchParams.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', folder);
  if (extension !== undefined) {
    const location = `vscode-remote://127.0.0.1:${port}${extension}`;
    const payload = [
      ['extensionDevelopmentPath', location],
      ...(proposedApi ? [['enableProposedApi', 'true']] : []),
    ];
    address.searchParams.set('payload', JSON.stringify(payload));
  }
  return { url: address.href, pid: server.pid, stop };
}

/**
 * A Chromium or Chrome to drive: `SWE_RM_BROWSER`, else the usual names on the PATH and the usual places.
 * @returns {string | null} path of the executable
 */
export function findBrowser() {
  const chosen = process.env.SWE_RM_BROWSER;
  if (chosen) return existsSync(chosen) ? chosen : null;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap(folder => names.map(name => join(folder, name)));
  const elsewhere = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ];
  return [...onPath, ...elsewhere].find(path => existsSync(path)) ?? null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const editor = await ensureEditor(line => process.stderr.write(`${line}\n`));
  const folder = process.argv[2];
  if (folder === undefined) {
    process.stdout.write(`${editor.entry}\n`);
  } else {
    const scratch = await mkdtemp(join(tmpdir(), 'swe-rm-editor-'));
    const root = dirname(dirname(fileURLToPath(import.meta.url)));
    const { name } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const { url, stop } = await startEditor({
      userDataDir: join(scratch, 'user'),
      extensionsDir: join(scratch, 'extensions'),
      folder,
      extension: root,
    });
    process.stderr.write(`${name} is open here until you press Ctrl+C:\n`);
    process.stdout.write(`${url}\n`);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.once(signal, () => void stop().finally(() => rm(scratch, { recursive: true, force: true })));
  }
}
