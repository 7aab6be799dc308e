import { expect, it } from 'vitest';
import { describeInEditor } from './browser';
import { EditorSession } from './editorSession';
import { cartWorkspace } from './workspaceFixture';

describeInEditor('without a mouse', () => {
  const session = new EditorSession(() => {
    const workspace = cartWorkspace({ task: false });
    workspace.write('src/print.ts', 'export const print = (sum: number): string => `Sum: ${sum}`;\n');
    return workspace;
  });

  /** Presses Tab in the panel until the element with this name has the focus. */
  async function tabTo(name: RegExp): Promise<void> {
    await expect.poll(() => session.panel.frame.evaluate<boolean>('document.hasFocus()')).toBe(true);
    for (let presses = 0; presses < 40; presses++) {
      const focused = await session.panel.frame.evaluate<string>(
        `(element => element === null || element === document.body ? ''
          : (element.getAttribute('aria-label') ?? element.textContent ?? '').trim())(document.activeElement)`,
      );
      if (name.test(focused)) return;
      await session.workbench.page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${String(name)}.`);
  }

  it('a task is typed and the change is scored against it', async () => {
    await session.panel.waitForSentence('Current change', /for the reason above/);
    await session.workbench.runCommand('SWE-RM: Set Task…');
    await session.workbench.quickPickRow('Type a sentence').waitFor();
    await session.workbench.page.keyboard.press('Enter');
    await session.workbench.page.getByPlaceholder('Totals are wrong').waitFor();
    await session.workbench.page.keyboard.type('The printed line should begin with Sum');
    await session.workbench.page.keyboard.press('Enter');
    await session.panel.waitForScore();
    expect(await session.panel.section('Task').innerText()).toContain(
      'The printed line should begin with Sum',
    );
  });

  it('a hunk is reached by Tab and opened by Enter, with the focus to be seen on the way', async () => {
    await session.workbench.runCommand('SWE-RM: Show Patch Confidence');
    await tabTo(/print\.ts, line 1/);
    const outline = await session.panel.frame.evaluate<string>(
      `getComputedStyle(document.activeElement).outlineStyle`,
    );
    expect(outline).not.toBe('none');
    await session.workbench.page.keyboard.press('Enter');
    await session.workbench.page.locator('.tab.active', { hasText: 'print.ts' }).waitFor();
  });

  it('the change is added as a candidate, its diff opened, and it is removed; the focus stays in the section', async () => {
    await session.workbench.runCommand('SWE-RM: Show Patch Confidence');
    await tabTo(/^Add Current Change$/);
    await session.workbench.page.keyboard.press('Enter');
    await session.panel.section('Alternatives').locator('.candidate').waitFor();
    await tabTo(/^Open diff of Current change$/);
    await session.workbench.page.keyboard.press('Enter');
    await session.workbench.page.locator('.monaco-diff-editor').waitFor();

    await session.workbench.runCommand('SWE-RM: Show Patch Confidence');
    await tabTo(/^Remove Current change$/);
    await session.workbench.page.keyboard.press('Enter');
    await session.panel.waitForSentence('Alternatives', /Add two or more patches/);
    await expect
      .poll(() => session.panel.frame.evaluate<string>(`document.activeElement?.id ?? ''`))
      .toBe('alternatives');
    const outline = `getComputedStyle(document.activeElement).outlineStyle`;
    expect(await session.panel.frame.evaluate<string>(outline)).not.toBe('none');
  });

  it('a new score is announced', async () => {
    const status = session.panel.frame.getByRole('status').first();
    expect(await status.innerText()).toMatch(/Current change: \d+\s%, \w+, interval/);
  });

  it('the task is forgotten on request', async () => {
    await session.workbench.runCommand('SWE-RM: Forget Task');
    await session.panel.waitForSentence('Current change', /for the reason above/);
    expect(await session.panel.section('Task').innerText()).not.toContain('The printed line');
  });
});
