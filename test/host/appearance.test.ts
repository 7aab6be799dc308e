import { afterEach, expect, it } from 'vitest';
import { accessibilityProblems } from './accessibility';
import { describeInEditor } from './browser';
import { Panel } from './panelObject';
import { THEMES, Workbench } from './workbench';
import { cartWorkspace, type WorkspaceFixture } from './workspaceFixture';

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

      await workbench.runInTerminal('false');
      const timeline = await workbench.timeline();
      await expect
        .poll(() => timeline.locator('.step .score').count(), { timeout: 60_000 })
        .toBeGreaterThan(0);
      await timeline.locator('.step .icon.command').waitFor();
      expect(await accessibilityProblems({ frame: timeline })).toEqual([]);
      await workbench.screenshot(`timeline-${theme}`);

      await workbench.runCommand('SWE-RM: Review a Change…');
      await workbench.pick('fix-both');
      await workbench.page.getByText('Review a Change (2 of 2)').waitFor();
      await workbench.pick('The task that is set');
      const places = panel.section('Review').locator('.hunks .influence');
      await expect.poll(() => places.count(), { timeout: 60_000 }).toBe(2);
      await workbench.page.locator('.review-widget').first().waitFor();
      await workbench.screenshot(`review-${theme}`);
      expect(await accessibilityProblems(panel)).toEqual([]);

      await workbench.narrowSideBar();
      const width = await panel.frame.evaluate<number>('document.documentElement.clientWidth');
      expect(width).toBeLessThan(230);
      const overflow = await panel.frame.evaluate<number>('document.documentElement.scrollWidth');
      expect(overflow).toBeLessThanOrEqual(width);
      await workbench.screenshot(`narrow-${theme}`);
    });
  }

  it('shows a task in the direction it is written in, and breaks a path after a slash', async () => {
    workspace = cartWorkspace({ task: false });
    workspace.write('TASK.md', '# يجب أن يحسب المجموع الكمية (`total`)\n\nيقول 10.\n\nIt says 10.\n');
    workspace.write('src/print.ts', 'export const print = (sum: number): string => `Sum: ${sum}`;\n');
    workbench = await Workbench.open({ folder: workspace.folder });
    const panel = new Panel(await workbench.openPanel());
    await panel.waitForScore();
    const direction = (selector: string) =>
      panel.frame.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).direction`);
    expect([await direction('.task-title'), await direction('.task-body')]).toEqual(['rtl', 'rtl']);
    expect(await direction('.hunks .place')).toBe('ltr');
    expect(await panel.frame.locator('.hunks .place wbr').count()).toBe(1);
    await workbench.screenshot('panel-right-to-left');
  });
});
