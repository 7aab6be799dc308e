import { afterAll, afterEach, beforeAll } from 'vitest';
import { Panel } from './panelObject';
import { Workbench, type WorkbenchOptions } from './workbench';
import type { WorkspaceFixture } from './workspaceFixture';

/** One editor on one workspace, with the side panel open, shared by the tests of a suite. */
export class EditorSession {
  private opened: { readonly workbench: Workbench; readonly panel: Panel } | null = null;

  /** Registers the suite's set-up and tear-down; a failed test leaves a screenshot. */
  constructor(makeWorkspace: () => WorkspaceFixture, options: Omit<WorkbenchOptions, 'folder'> = {}) {
    let workspace: WorkspaceFixture | null = null;
    beforeAll(async () => {
      workspace = makeWorkspace();
      const workbench = await Workbench.open({ folder: workspace.folder, open: workspace.open, ...options });
      try {
        this.opened = { workbench, panel: new Panel(await workbench.openPanel()) };
      } catch (error) {
        await workbench.screenshot('failed to open');
        await workbench.close();
        throw error;
      }
    });
    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail') await this.workbench.screenshot(`failed ${task.name}`);
    });
    afterAll(async () => {
      await this.opened?.workbench.close();
      workspace?.remove();
    });
  }

  get workbench(): Workbench {
    return this.open.workbench;
  }

  get panel(): Panel {
    return this.open.panel;
  }

  /** Shows the side panel again after another view took its place: its page is made anew. */
  async showPanel(): Promise<void> {
    const { workbench } = this.open;
    this.opened = { workbench, panel: new Panel(await workbench.openPanel()) };
  }

  private get open() {
    if (this.opened === null) throw new Error('The editor did not open.');
    return this.opened;
  }
}
