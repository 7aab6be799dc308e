import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeInEditor } from './browser';
import { EditorSession } from './editorSession';
import { storedTrajectories } from './storedTrajectories';
import { cartWorkspace, emptyWorkspace } from './workspaceFixture';

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

describeInEditor('a workspace of several folders in Restricted Mode', () => {
  const session = new EditorSession(
    () => {
      const workspace = emptyWorkspace();
      const shop = cartWorkspace();
      for (const name of ['shop', 'store']) {
        workspace.git('clone', '-q', shop.folder, name);
        workspace.write(`${name}/TASK.md`, `# Totals of the ${name} ignore the quantity\n`);
        workspace.write(`${name}/.vscode/settings.json`, '{ "sweRm.model.folder": "/nowhere" }\n');
        workspace.write(
          `${name}/src/print.ts`,
          'export const print = (sum: number): string => `Sum: ${sum}`;\n',
        );
      }
      shop.remove();
      const open = join(workspace.folder, 'two.code-workspace');
      const settings = { 'sweRm.model.folder': '/nowhere' };
      workspace.write(
        'two.code-workspace',
        JSON.stringify({ folders: [{ path: 'shop' }, { path: 'store' }], settings }),
      );
      return { ...workspace, open };
    },
    { trust: false },
  );

  it('one is scored, then the one that is chosen, and neither is recorded', async () => {
    const { workbench, panel } = session;
    expect(await panel.waitForScore()).toMatch(/\d+\s%/);
    const notes = panel.frame.getByRole('note');
    await expect
      .poll(() => notes.allInnerTexts())
      .toEqual([expect.stringMatching(/Restricted Mode/), expect.stringContaining('Only the folder “shop”')]);
    await workbench.runCommand('SWE-RM: Choose Folder…');
    await workbench.pick('store');
    await expect.poll(() => notes.allInnerTexts()).toContainEqual(expect.stringContaining('“store”'));
    expect(await panel.section('Task').innerText()).toContain('Totals of the store');
    expect(await panel.waitForScore()).toMatch(/\d+\s%/);
    await workbench.openFile('store/README.md');
    await workbench.page.keyboard.type('typed ');
    // As long as an edit would take to be recorded.
    await workbench.page.waitForTimeout(6_000);
    expect(await storedTrajectories(workbench.userDataDir)).toEqual([]);
    await workbench.screenshot('restricted-folders');
  });
});
