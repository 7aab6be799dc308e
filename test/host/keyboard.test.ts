import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeInEditor } from './browser';
import { Panel } from './panelObject';
import { Workbench } from './workbench';
import { cartWorkspace, type WorkspaceFixture } from './workspaceFixture';

describeInEditor('without a mouse', () => {
  let workspace: WorkspaceFixture;
  let workbench: Workbench;
  let panel: Panel;

  beforeAll(async () => {
    workspace = cartWorkspace({ task: false });
    workspace.write('src/print.ts', 'export const print = (sum: number): string => `Sum: ${sum}`;\n');
    workbench = await Workbench.open({ folder: workspace.folder });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench?.screenshot(`failed ${task.name}`);
  });

  afterAll(async () => {
    await workbench?.close();
    workspace?.remove();
  });

  /** Presses Tab in the panel until the element with this name has the focus. */
  async function tabTo(name: RegExp): Promise<void> {
    for (let presses = 0; presses < 40; presses++) {
      const focused = await panel.frame.evaluate<string>(
        `(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()`,
      );
      if (name.test(focused)) return;
      await workbench.page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${String(name)}.`);
  }

  it('a task is typed and the change is scored against it', async () => {
    panel = new Panel(await workbench.openPanel());
    await panel.waitForSentence('Current change', /no task/);
    await workbench.runCommand('SWE-RM: Set Task…');
    await workbench.quickPickRow('Type a sentence').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.getByPlaceholder('Totals are wrong').waitFor();
    await workbench.page.keyboard.type('The printed line should begin with Sum');
    await workbench.page.keyboard.press('Enter');
    await panel.waitForScore();
    expect(await panel.section('Task').innerText()).toContain('The printed line should begin with Sum');
  });

  it('a hunk is reached by Tab and opened by Enter, with the focus to be seen on the way', async () => {
    await workbench.runCommand('SWE-RM: Show Patch Confidence');
    await tabTo(/print\.ts, line 1/);
    const outline = await panel.frame.evaluate<string>(
      `getComputedStyle(document.activeElement).outlineStyle`,
    );
    expect(outline).not.toBe('none');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.tab.active', { hasText: 'print.ts' }).waitFor();
  });

  it('the change is added as a candidate, its diff opened, and it is removed; the focus stays in the section', async () => {
    await workbench.runCommand('SWE-RM: Show Patch Confidence');
    await tabTo(/^Add Current Change$/);
    await workbench.page.keyboard.press('Enter');
    await panel.section('Alternatives').locator('.candidate').waitFor();
    await tabTo(/^Open diff of Current change$/);
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.monaco-diff-editor').waitFor();

    await workbench.runCommand('SWE-RM: Show Patch Confidence');
    await tabTo(/^Remove Current change$/);
    await workbench.page.keyboard.press('Enter');
    await panel.waitForSentence('Alternatives', /Add two or more patches/);
    await expect
      .poll(() => panel.frame.evaluate<string>(`document.activeElement?.id ?? ''`))
      .toBe('alternatives');
  });

  it('a new score is announced', async () => {
    const status = panel.frame.getByRole('status');
    expect(await status.getAttribute('aria-live')).toBe('polite');
    expect(await status.innerText()).toMatch(/Current change: \d+\s%, \w+, interval/);
  });
});
