import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInEditor } from './browser';
import { Panel } from './panelObject';
import { Workbench } from './workbench';
import { cartWorkspace, type WorkspaceFixture } from './workspaceFixture';

describeInEditor('in Restricted Mode', () => {
  let workspace: WorkspaceFixture;
  let workbench: Workbench;

  beforeAll(async () => {
    workspace = cartWorkspace();
    workspace.write('.vscode/settings.json', '{ "sweRm.model.folder": "/nowhere", "sweRm.threads": 64 }\n');
    workspace.write('src/print.ts', 'export const print = (sum: number): string => `Sum: ${sum}`;\n');
    workbench = await Workbench.open({ folder: workspace.folder, trust: false });
  });

  afterAll(async () => {
    await workbench?.close();
    workspace?.remove();
  });

  it('a change is scored, the settings of the workspace choose no model, and the panel says so', async () => {
    const panel = new Panel(await workbench.openPanel());
    expect(await panel.waitForScore()).toMatch(/\d+\s%/);
    expect(await panel.frame.getByRole('note').innerText()).toMatch(/Restricted Mode/);
    await workbench.screenshot('restricted-mode');
  });
});
