import { expect, it } from 'vitest';
import { describeInEditor } from './browser';
import { EditorSession } from './editorSession';
import { storedTrajectories } from './storedTrajectories';
import { cartWorkspace } from './workspaceFixture';

describeInEditor('in Restricted Mode', () => {
  const session = new EditorSession(
    () => {
      const workspace = cartWorkspace();
      workspace.write('.vscode/settings.json', '{ "sweRm.model.folder": "/nowhere", "sweRm.threads": 64 }\n');
      workspace.write('src/print.ts', 'export const print = (sum: number): string => `Sum: ${sum}`;\n');
      return workspace;
    },
    { trust: false },
  );

  it('a change is scored, the settings of the workspace choose no model, and the panel says so', async () => {
    expect(await session.panel.waitForScore()).toMatch(/\d+\s%/);
    expect(await session.panel.frame.getByRole('note').innerText()).toMatch(/Restricted Mode/);
    await session.workbench.screenshot('restricted-mode');
  });

  it('nothing is recorded, and the timeline says so', async () => {
    const { workbench } = session;
    await workbench.openFile('README.md');
    await workbench.page.keyboard.type('typed ');
    await workbench.page.keyboard.press('Control+S');
    const timeline = await workbench.timeline();
    await timeline.getByText('Nothing is recorded in Restricted Mode.').waitFor();
    expect(await workbench.page.locator('[id="swe-rm.swe-rm.sweRm.capture"]').count()).toBe(0);
    // As long as an edit would take to be recorded.
    await workbench.page.waitForTimeout(5_000);
    expect(await storedTrajectories(workbench.userDataDir)).toEqual([]);
  });
});
