// Prints how long the extension took to activate in a real VS Code, as the editor lists it: { "ms": [..] }, one number a window.
// Prints { "missing": "..." } where there is no browser to open one.
import { inEditorWindow, longestMs, printMeasured } from './editorWindow.mjs';

const windows = Number(process.argv[2]);
const command = 'Developer: Show Running Extensions';

/** What the editor itself lists for the extension: loading its code and activating it. */
async function activationOf({ page }) {
  // The list has the slowest first and draws no more rows than there is room for.
  await page.setViewportSize({ width: 1280, height: 3000 });
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

await printMeasured(async browser => {
  const ms = [];
  for (let i = 0; i < windows; i++) ms.push(await inEditorWindow(browser, {}, activationOf));
  return { ms };
});
