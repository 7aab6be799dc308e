import { rmSync, symlinkSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeInEditor } from './browser';
import { EditorSession } from './editorSession';
import { cartWorkspace } from './workspaceFixture';

describeInEditor('a folder that is opened through a symbolic link', () => {
  const session = new EditorSession(
    () => {
      const workspace = cartWorkspace();
      const folder = `${workspace.folder}-link`;
      symlinkSync(workspace.folder, folder);
      return {
        ...workspace,
        folder,
        remove: () => {
          rmSync(folder);
          workspace.remove();
        },
      };
    },
    // What is not saved is known by the name of its document alone.
    { userSettings: { 'files.autoSave': 'off' } },
  );

  it('is scored and recorded as it is typed, without its task file', async () => {
    const { workbench, panel } = session;
    await panel.waitForSentence('Current change', /Nothing has changed since HEAD/);
    await workbench.openFile('src/cart.ts');
    await workbench.goToEndOfLine(11);
    await workbench.page.keyboard.press('Backspace');
    await workbench.page.keyboard.type(' * item.quantity;');
    expect(await panel.waitForScore()).toMatch(/\d+\s%/);
    await expect.poll(() => workbench.badges()).toHaveLength(1);
    const recording = workbench.page.locator('[id="swe-rm.swe-rm.sweRm.capture"]');
    await recording.getByText('Recording: 1 step').waitFor();
    await workbench.screenshot('linked-folder');
  });
});
