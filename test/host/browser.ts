import { describe } from 'vitest';
import { findBrowser } from '../../scripts/editor.mjs';

const browser = findBrowser();
const required = ![undefined, '', '0', 'false'].includes(process.env['CI']);

if (browser === null && !required) {
  process.stderr.write(
    'The real-editor tests do not run: no Chromium or Chrome was found (set SWE_RM_BROWSER to its path).\n',
  );
}

/** A suite in a real editor. Without a browser it is skipped, but where `CI` is set it fails. */
export const describeInEditor = browser === null && !required ? describe.skip : describe;

/** Path of the browser to drive. */
export function browserPath(): string {
  if (browser === null)
    throw new Error('No Chromium or Chrome was found, and CI requires the real-editor tests.');
  return browser;
}
