import { expect, it } from 'vitest';
import { describeInEditor } from './browser';
import { EditorSession } from './editorSession';
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
});
