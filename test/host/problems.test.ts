import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { temporaryFolder } from '../temporaryFolder';
import { describeInEditor } from './browser';
import { Panel } from './panelObject';
import { Workbench, type WorkbenchOptions } from './workbench';
import { cartWorkspace, emptyWorkspace, type WorkspaceFixture } from './workspaceFixture';

describeInEditor('what cannot be scored is said in one sentence, in the panel and in the status bar', () => {
  const cleanUp: (() => void | Promise<void>)[] = [];

  afterEach(async () => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  });

  async function open(workspace: WorkspaceFixture, options: Omit<WorkbenchOptions, 'folder'> = {}) {
    cleanUp.push(() => workspace.remove());
    const workbench = await Workbench.open({ folder: workspace.folder, ...options });
    cleanUp.push(() => workbench.close());
    return { workbench, panel: new Panel(await workbench.openPanel()) };
  }

  /** One sentence: it ends once, at its end. */
  function expectOneSentence(text: string) {
    expect(text).toMatch(/^[A-Z/].*[a-z")]\.$/);
    expect(text.slice(0, -1)).not.toMatch(/\. [A-Z]/);
  }

  it('no git repository', async () => {
    const workspace = emptyWorkspace();
    workspace.write('cart.ts', 'export {};\n');
    const { workbench, panel } = await open(workspace);
    expectOneSentence(await panel.waitForSentence('Current change', /not in a git repository/));
    await expect.poll(() => workbench.statusItem.innerText()).toContain('not scored: no git repository');
    await workbench.screenshot('problem-no-git');
    // It is seen when a repository comes, and when it goes.
    workspace.git('init', '-q');
    await panel.waitForSentence('Current change', /no commit/);
    rmSync(join(workspace.folder, '.git'), { recursive: true });
    await panel.waitForSentence('Current change', /not in a git repository/);
  });

  it('no task', async () => {
    const workspace = cartWorkspace({ task: false });
    workspace.write('src/print.ts', 'export const print = (sum: number): string => `Sum: ${sum}`;\n');
    const file = '{task} [1].md';
    const { workbench, panel } = await open(workspace, { settings: { 'sweRm.taskFile': file } });
    await panel.waitForSentence('Task', /^No task is set\. Say what the change should achieve/);
    await panel.waitForSentence('Current change', /for the reason above/);
    await expect.poll(() => workbench.statusItem.innerText()).toContain('no task');
    await workbench.screenshot('problem-no-task');
    // Written by an agent: the file is watched, whatever its name.
    workspace.write(file, '# Print the sum\n');
    await panel.section('Task').getByText('Print the sum').waitFor();
  });

  it('a change of 20 MB', async () => {
    const workspace = cartWorkspace();
    workspace.write('src/print.ts', 'export const line = "something quite long";\n'.repeat(460_000));
    const { workbench, panel } = await open(workspace);
    expectOneSentence(await panel.waitForSentence('Current change', /too large/));
    await expect.poll(() => workbench.statusItem.innerText()).toContain('not scored: too large');
    await workbench.screenshot('problem-too-large');
  });

  it('a binary change', async () => {
    const workspace = cartWorkspace();
    workspace.write(
      'logo.png',
      Uint8Array.from({ length: 4000 }, (_, i) => (i * 31) % 251),
    );
    const { workbench, panel } = await open(workspace);
    expectOneSentence(await panel.waitForSentence('Current change', /[Bb]inary/));
    await expect.poll(() => workbench.statusItem.innerText()).toContain('not scored: binary change');
    await workbench.screenshot('problem-binary');
  });

  it('a broken model folder', async () => {
    const model = temporaryFolder();
    writeFileSync(join(model, 'manifest.json'), '{"formatVersion": 1');
    const workspace = cartWorkspace();
    workspace.write('src/print.ts', 'export const print = (sum: number): string => `Sum: ${sum}`;\n');
    const { workbench, panel } = await open(workspace, { settings: { 'sweRm.model.folder': model } });
    expectOneSentence(await panel.waitForSentence('Current change', /model/));
    await expect.poll(() => workbench.statusItem.innerText()).toContain('not scored: model unusable');
    const section = panel.section('Current change');
    expect(await section.getByRole('button', { name: 'Choose Model…' }).count()).toBe(1);
    await workbench.screenshot('problem-broken-model');
  });
});
