// npm start: from a fresh clone to a ranking one can see. Installs, builds, ranks the bundled example in the terminal, then
// opens the extension on it: in VS Code where `code` is found, else in a browser-hosted one.
//
//   npm start -- --terminal     stop after the terminal
//   npm start -- --browser      the browser-hosted editor even where `code` is found
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder, ensureEditor, startEditor } from './editor.mjs';
import { makeRepository } from './example.mjs';
import { announce, ensureInstalled, exitCode, root, run } from './run.mjs';

const options = readOptions();

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`Node ${process.versions.node} is too old: Node 20 or newer is needed.`);
  process.exit(1);
}

const hint =
  'The side panel is behind the SWE-RM icon. To rank the candidates there: Compare Branches…, base main, all branches.';

const [name] = readdirSync(join(root, 'examples')).sort();
const example = join(root, 'examples', name);

await ensureInstalled();
announce('Building');
await run('node', ['esbuild.mjs']);
announce(`Ranking examples/${name}`);
await run('node', ['dist/cli.js', 'rank', example]);

if (!options.terminal) {
  const folder = join(cacheFolder(), 'example', name);
  const changed = await makeRepository(example, folder);
  const code = options.browser ? null : findCode();
  if (code === null) await openInBrowser(folder, changed);
  else await openInCode(code, folder, changed);
}

/** The desktop VS Code's command; null too in a remote terminal, whose `code` cannot load an unpackaged extension. */
function findCode() {
  if (process.env.VSCODE_IPC_HOOK_CLI) return null;
  const places = ['code', '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'];
  const shell = process.platform === 'win32';
  return (
    places.find(
      place => spawnSync(place, ['--version'], { stdio: 'ignore', shell, timeout: 20_000 }).status === 0,
    ) ?? null
  );
}

/**
 * Loads the extension from this checkout into a profile of its own, in the cache folder: nothing is installed, and
 * nobody's settings, extensions or open windows are touched. The folder is ours, so there is no question of trust.
 */
async function openInCode(code, folder, changed) {
  announce(`Opening ${folder} in VS Code (a profile of its own, nothing is installed)`);
  const profile = join(cacheFolder(), 'code');
  await quietProfile(join(profile, 'user'));
  const args = [
    `--extensionDevelopmentPath=${root}`,
    `--user-data-dir=${join(profile, 'user')}`,
    `--extensions-dir=${join(profile, 'extensions')}`,
    '--disable-workspace-trust',
    '--skip-welcome',
    '--new-window',
    folder,
    '--goto',
    changed,
  ];
  process.stderr.write(`${hint}\n`);
  const status = await exitCode(code, args);
  if (status !== 0) {
    console.error(`\`${code}\` ended with ${status}; opening a browser-hosted VS Code instead.`);
    await openInBrowser(folder, changed);
  }
}

async function openInBrowser(folder, changed) {
  announce('Opening the example in a browser-hosted VS Code');
  await ensureEditor(line => process.stderr.write(`${line}\n`));
  const profile = join(cacheFolder(), 'example-editor');
  await quietProfile(join(profile, 'user'));
  const { url, stop } = await startEditor({
    userDataDir: join(profile, 'user'),
    extensionsDir: join(profile, 'extensions'),
    folder,
    extension: root,
  });
  const address = new URL(url);
  const payload = JSON.parse(address.searchParams.get('payload'));
  payload.push(['openFile', `vscode-remote://${address.host}${changed}`], ['gotoLineMode', 'true']);
  address.searchParams.set('payload', JSON.stringify(payload));
  process.stderr.write(`\n${hint}\nOpen this address; Ctrl+C ends the editor.\n`);
  process.stdout.write(`${address.href}\n`);
  await new Promise(resolve => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await stop();
}

/** Nothing but the example on the screen. A profile that is there already is left as its user made it. */
async function quietProfile(userData) {
  const file = join(userData, 'User', 'settings.json');
  if (existsSync(file)) return;
  await mkdir(dirname(file), { recursive: true });
  const settings = {
    'workbench.startupEditor': 'none',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'chat.disableAIFeatures': true,
  };
  await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`);
}

function readOptions() {
  try {
    return parseArgs({ options: { terminal: { type: 'boolean' }, browser: { type: 'boolean' } } }).values;
  } catch (error) {
    console.error(`${error.message.split('. ')[0]}. npm start takes --terminal and --browser, after "--".`);
    process.exit(2);
  }
}
