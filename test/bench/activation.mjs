// Prints how long the extension took to activate in a real VS Code, as the editor lists it: { "ms": [..] }, one number a window.
// Prints { "missing": "..." } where there is no browser to open one.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { findBrowser, startEditor } from '../../scripts/editor.mjs';
import { root } from '../../scripts/run.mjs';

const windows = Number(process.argv[2]);
const longestMs = 60_000;
const command = 'Developer: Show Running Extensions';

/** What the editor itself lists for the extension: loading its code and activating it. */
async function activationOf(page) {
  await page.locator('.statusbar-item[id^="swe-rm."]').first().waitFor({ timeout: longestMs });
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget:visible input[type="text"]').first().fill(`>${command}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: command }).first().waitFor();
  await page.keyboard.press('Enter');
  const row = page.locator('.runtime-extensions-editor .extension', { hasText: 'SWE-RM' }).first();
  const text = await row.innerText({ timeout: longestMs });
  const found = /Activation:\s*([\d.]+)\s*ms/.exec(text.replaceAll('\u00a0', ' '));
  if (!found) throw new Error(`The editor lists no activation time: ${text}`);
  return Number(found[1]);
}

async function measure(executablePath) {
  const scratch = mkdtempSync(join(tmpdir(), 'swe-rm-bench-'));
  const userDataDir = join(scratch, 'user');
  const folder = join(scratch, 'workspace');
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(userDataDir, 'User'), { recursive: true });
  writeFileSync(join(userDataDir, 'User', 'settings.json'), '{"chat.disableAIFeatures": true}');
  const extensionsDir = join(scratch, 'extensions');
  const editor = await startEditor({
    userDataDir,
    extensionsDir,
    folder,
    trust: true,
    extension: resolve(root),
  });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(editor.url);
    return await activationOf(page);
  } finally {
    await browser.close();
    await editor.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

const browser = findBrowser();
if (browser === null) console.log(JSON.stringify({ missing: 'no Chromium or Chrome was found' }));
else {
  const ms = [];
  for (let i = 0; i < windows; i++) ms.push(await measure(browser));
  console.log(JSON.stringify({ ms }));
}
