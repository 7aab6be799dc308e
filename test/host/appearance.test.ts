import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, expect, it } from 'vitest';
import { describeInEditor } from './browser';
import { Panel } from './panelObject';
import { THEMES, Workbench } from './workbench';
import { cartWorkspace, type WorkspaceFixture } from './workspaceFixture';

const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

/** Ids and places of what axe-core finds wrong in the panel, contrast included. */
async function accessibilityProblems({ frame }: Panel): Promise<readonly string[]> {
  // Evaluated by the debugger: the page's own policy lets no foreign script in.
  await frame.evaluate(axe);
  // The page itself is transparent; what lies behind it is the side bar.
  await frame.evaluate(`document.body.style.background = 'var(--vscode-sideBar-background)'`);
  return frame.evaluate<readonly string[]>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(node => id + ': ' + node.target.join(' '))))`,
  );
}

describeInEditor('the panel', () => {
  let workspace: WorkspaceFixture | undefined;
  let workbench: Workbench | undefined;

  afterEach(async () => {
    await workbench?.close();
    workspace?.remove();
  });

  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    it(`is readable and accessible in ${THEMES[theme]}`, async () => {
      workspace = cartWorkspace();
      workbench = await Workbench.open({ folder: workspace.folder, theme });
      const panel = new Panel(await workbench.openPanel());
      await workbench.openFile('src/cart.ts');
      await workbench.goToEndOfLine(11);
      await workbench.page.keyboard.press('Backspace');
      await workbench.page.keyboard.type(' * item.quantity;');
      await workbench.goToEndOfLine(20);
      await workbench.page.keyboard.type(' // the last one wins');
      const hunks = panel.section('Current change').locator('.hunks .influence');
      await expect.poll(() => hunks.count(), { timeout: 30_000 }).toBe(2);
      await panel.section('Alternatives').getByRole('button', { name: 'Add Current Change' }).click();
      await panel.section('Alternatives').locator('.candidate').waitFor();
      await workbench.page.mouse.move(700, 700);
      await workbench.screenshot(`panel-${theme}`);

      await panel.frame.getByText('The change itself').click();
      expect(await accessibilityProblems(panel)).toEqual([]);
      await workbench.screenshot(`evidence-${theme}`);

      await workbench.narrowSideBar();
      const width = await panel.frame.evaluate<number>('document.documentElement.clientWidth');
      expect(width).toBeLessThan(230);
      const overflow = await panel.frame.evaluate<number>('document.documentElement.scrollWidth');
      expect(overflow).toBeLessThanOrEqual(width);
      await workbench.screenshot(`narrow-${theme}`);
    });
  }
});
