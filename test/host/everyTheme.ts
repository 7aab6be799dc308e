import { expect } from 'vitest';
import { accessibilityProblems } from './accessibility';
import type { EditorSession } from './editorSession';
import { THEMES, type ThemeName } from './workbench';

/** High enough for a long section of the panel. */
const TALL = { width: 1280, height: 1700 } as const;

/**
 * Takes a picture of the editor as it stands in each theme, with a section of the panel from its heading on, and holds that
 * axe-core finds nothing in the panel. The editor is in the dark theme afterwards.
 */
export async function inEveryTheme(
  session: EditorSession,
  name: string,
  heading: Parameters<EditorSession['panel']['section']>[0],
): Promise<void> {
  const { page } = session.workbench;
  const size = page.viewportSize();
  await page.setViewportSize(TALL);
  const themes = (Object.keys(THEMES) as ThemeName[]).sort(
    (a, b) => Number(a === 'dark') - Number(b === 'dark'),
  );
  for (const theme of themes) {
    await session.workbench.useTheme(theme);
    expect(await accessibilityProblems(session.panel), theme).toEqual([]);
    // After axe-core, which scrolls.
    await session.panel.frame.evaluate(
      `[...document.querySelectorAll('h2')].find(one => one.textContent.trim() === ${JSON.stringify(heading)})?.scrollIntoView()`,
    );
    await page.waitForTimeout(200);
    await session.workbench.screenshot(`${name}-${theme}`);
  }
  if (size !== null) await page.setViewportSize(size);
}
