// A window of a real VS Code with the extension in it, for measurements.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { findBrowser, startEditor } from '../../scripts/editor.mjs';
import { root } from '../../scripts/run.mjs';

/** What was waited for this long does not come any more. */
export const longestMs = 60_000;

/**
 * Opens a window in a workspace of its own, and closes it when the measurement has been taken.
 * @param {string} executablePath of the browser
 * @param {object} options
 * @param {(folder: string) => void} [options.fill] puts files into the workspace
 * @param {object} [options.user] further settings of the user
 * @param {object} [options.machine] settings of the machine
 * @param {(window: {page: import('playwright-core').Page, folder: string, pid: number}) => Promise<T>} take called once the
 *   extension shows itself in the status bar
 * @returns {Promise<T>}
 * @template T
 */
export async function inEditorWindow(executablePath, { fill, user = {}, machine = {} }, take) {
  const scratch = mkdtempSync(join(tmpdir(), 'swe-rm-bench-'));
  const userDataDir = join(scratch, 'user');
  const folder = join(scratch, 'workspace');
  mkdirSync(folder, { recursive: true });
  fill?.(folder);
  const settings = { User: { 'chat.disableAIFeatures': true, ...user }, Machine: machine };
  for (const [scope, values] of Object.entries(settings)) {
    mkdirSync(join(userDataDir, scope), { recursive: true });
    writeFileSync(join(userDataDir, scope, 'settings.json'), JSON.stringify(values));
  }
  const editor = await startEditor({
    userDataDir,
    extensionsDir: join(scratch, 'extensions'),
    folder,
    trust: true,
    extension: resolve(root),
  });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(editor.url);
    await page.locator('.statusbar-item[id^="swe-rm."]').first().waitFor({ timeout: longestMs });
    return await take({ page, folder, pid: editor.pid });
  } finally {
    await browser.close();
    await editor.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Prints, as JSON, what a measurement gives, or `{ "missing": "..." }` where there is no browser for it. */
export async function printMeasured(measure) {
  const browser = findBrowser();
  const measured = browser === null ? { missing: 'no Chromium or Chrome was found' } : await measure(browser);
  console.log(JSON.stringify(measured));
}
