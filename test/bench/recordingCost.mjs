// What recording costs the editor: milliseconds from a key press to the drawn letter, and the memory of the extension host, in a
// real VS Code with recording on and off. Prints { "on": {...}, "off": {...} }, or { "missing": "..." } without a browser.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inEditorWindow, printMeasured } from './editorWindow.mjs';

const KEYS = 300;
const PAUSE_MS = 30;

/** Notes for each key how long it took until the text of the editor changed, in the page itself. */
const WATCH_KEYS = `(() => {
  const found = (window.keyLatencies = []);
  let pressed = null;
  addEventListener('keydown', () => (pressed = performance.now()), true);
  new MutationObserver(() => {
    if (pressed === null) return;
    found.push(performance.now() - pressed);
    pressed = null;
  }).observe(document.querySelector('.editor-group-container.active .view-lines'), { childList: true, subtree: true, characterData: true });
})()`;

function repository(folder) {
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.invalid', ...args], {
      cwd: folder,
    });
  git('init', '-q');
  const lines = Array.from({ length: 2_000 }, (_, i) => `export const value${i} = ${i};`);
  writeFileSync(join(folder, 'values.ts'), `${lines.join('\n')}\n`);
  git('add', '.');
  git('commit', '-q', '-m', 'Values');
}

/** Resident bytes of the extension host below a process; null where /proc does not tell. */
function hostMemory(serverPid) {
  const all = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map(line => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter(Boolean)
    .map(([, pid, parent, command]) => ({ pid: Number(pid), parent: Number(parent), command }));
  const family = new Set([serverPid]);
  for (let before = 0; before < family.size;) {
    before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  const host = all.find(({ pid, command }) => family.has(pid) && /--type=extensionHost/.test(command));
  if (host === undefined) return null;
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${host.pid}/status`, 'utf8')) ?? [];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function measure(browser, enabled) {
  const settings = {
    fill: repository,
    user: { 'editor.quickSuggestions': { other: 'off' }, 'workbench.startupEditor': 'none' },
    machine: { 'sweRm.capture.enabled': enabled },
  };
  return inEditorWindow(browser, settings, typingCost);
}

async function typingCost({ page, folder, pid }) {
  await page.keyboard.press('Control+P');
  const input = page.locator('.quick-input-widget:visible input[type="text"]').first();
  await input.fill(join(folder, 'values.ts'));
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'values.ts' }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.editor-group-container.active .view-line').first().waitFor();
  await page.keyboard.press('End');
  // Until the language server and the first look at the working tree are done.
  await page.waitForTimeout(8_000);
  await page.evaluate(WATCH_KEYS);
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.press(key % 40 === 39 ? 'Control+S' : 'x');
    await page.waitForTimeout(PAUSE_MS);
  }
  await page.waitForTimeout(6_000);
  return { latencies: await page.evaluate('window.keyLatencies'), hostBytes: hostMemory(pid) };
}

/** Several passes as one: all their keys together, and the mean of their memory. */
function together(passes) {
  const latencies = passes.flatMap(pass => pass.latencies).sort((a, b) => a - b);
  const at = share => latencies[Math.floor((latencies.length - 1) * share)];
  const bytes = passes.map(pass => pass.hostBytes).filter(value => value !== null);
  const hostBytes = bytes.length === 0 ? null : bytes.reduce((sum, value) => sum + value, 0) / bytes.length;
  return { keys: latencies.length, medianMs: at(0.5), p95Ms: at(0.95), hostBytes };
}

await printMeasured(async browser => {
  const passes = { on: [], off: [] };
  // The first pass is the slowest, whichever it is: each comes once early and once late.
  for (const state of ['off', 'on', 'on', 'off']) passes[state].push(await measure(browser, state === 'on'));
  return { on: together(passes.on), off: together(passes.off) };
});
