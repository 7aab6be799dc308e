import type { Frame } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { accessibilityProblems } from './accessibility';
import { describeInEditor } from './browser';
import { Panel } from './panelObject';
import { scorerOf } from './scorerProcess';
import { THEMES, Workbench } from './workbench';
import { cartWorkspace, type WorkspaceFixture } from './workspaceFixture';

/** What reaches beyond the right margin of the panel. */
async function sticksOut({ frame }: Panel): Promise<readonly string[]> {
  return frame.evaluate<readonly string[]>(
    `[...document.querySelectorAll('section *')].filter(element =>
      element.getBoundingClientRect().right > document.querySelector('main').getBoundingClientRect().right + 0.5,
    ).map(element => element.localName + ': ' + element.textContent.trim())`,
  );
}

/** Names of files of which the end is not to be seen in the list of steps, although their folders could give way. */
async function cutNames(timeline: Frame): Promise<readonly string[]> {
  return timeline.evaluate<readonly string[]>(
    `[...document.querySelectorAll('.step .folders + span')].filter(name => name.scrollWidth > name.clientWidth).map(name => name.textContent)`,
  );
}

describeInEditor('the panel', () => {
  let workspace: WorkspaceFixture | undefined;
  let workbench: Workbench | undefined;

  afterEach(async () => {
    await workbench?.close();
    workspace?.remove();
  });

  for (const theme of ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const) {
    it(`is readable and accessible in ${THEMES[theme]}`, async () => {
      workspace = cartWorkspace();
      workbench = await Workbench.open({ folder: workspace.folder, theme });
      const panel = new Panel(await workbench.openPanel());
      await workbench.openFile('src/cart.ts');
      await workbench.goToEndOfLine(11);
      await workbench.page.keyboard.press('Backspace');
      await workbench.page.keyboard.type(' * item.quantity;');
      await workbench.goToEndOfLine(20);
      await workbench.page.keyboard.type(' 0;');
      const hunks = panel.section('Current change').locator('.hunks .influence');
      await expect.poll(() => hunks.count(), { timeout: 30_000 }).toBe(2);
      await panel.section('Alternatives').getByRole('button', { name: 'Add Current Change' }).click();
      await panel.section('Alternatives').locator('.candidate').waitFor();
      await workbench.page.mouse.move(700, 700);
      await workbench.screenshot(`panel-${theme}`);

      await panel.frame.getByText('The change itself').click();
      expect(await accessibilityProblems(panel)).toEqual([]);
      await workbench.screenshot(`evidence-${theme}`);

      // Stopped, it takes the next text but cannot answer: the score stays out of date while it is looked at.
      const scorer = scorerOf(workbench.serverPid);
      if (scorer === null) throw new Error('There is no scorer process.');
      process.kill(scorer, 'SIGSTOP');
      await workbench.focusEditor('cart.ts');
      await workbench.page.keyboard.type(' ');
      await panel.section('Current change').locator('.score.stale').waitFor();
      expect(await accessibilityProblems(panel)).toEqual([]);
      process.kill(scorer, 'SIGCONT');
      await panel.waitForScore();

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

      const edges = await panel.frame.evaluate<readonly number[]>(
        `[...document.querySelectorAll('[aria-labelledby=review] .influence-bar')].map(bar => bar.getBoundingClientRect().left)`,
      );
      expect(edges).toEqual([edges[0], edges[0]]);

      for (const width of [250, 170]) {
        await workbench.resizeSideBar(width);
        await expect.poll(() => panel.frame.evaluate<number>('innerWidth')).toBeLessThan(width + 10);
        expect(await sticksOut(panel)).toEqual([]);
        if (width === 250) expect(await cutNames(timeline)).toEqual([]);
        await workbench.screenshot(`narrow-${width}-${theme}`);
      }
    });
  }

  it('shows a task in the direction it is written in, and breaks a path after a slash', async () => {
    workspace = cartWorkspace({ task: false });
    workspace.write('TASK.md', '# يجب أن يحسب المجموع الكمية (`total`)\n\nيقول 10.\n\nIt says 10.\n');
    for (const folder of ['src', 'lib'])
      workspace.write(`${folder}/print.ts`, 'export const print = (sum: number): string => `Sum: ${sum}`;\n');
    workbench = await Workbench.open({ folder: workspace.folder });
    const panel = new Panel(await workbench.openPanel());
    await panel.waitForScore();
    const direction = (selector: string) =>
      panel.frame.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).direction`);
    expect([await direction('.task-title'), await direction('.task-body')]).toEqual(['rtl', 'rtl']);
    expect(await direction('.hunks .place')).toBe('ltr');
    expect(await panel.frame.locator('.hunks .place wbr').count()).toBe(2);
    await workbench.screenshot('panel-right-to-left');
  });
});
