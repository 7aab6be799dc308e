import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeInEditor } from './browser';
import { EditorSession } from './editorSession';
import { cartWorkspace, emptyWorkspace, type WorkspaceFixture } from './workspaceFixture';

const AGE = 'def age(born: int, year: int) -> int:\n    return year - born - 1\n';

/** Two repositories, one with the other as a submodule, and before them a folder that is none. */
function twoRepositories(workspace: WorkspaceFixture): WorkspaceFixture {
  const [notes, people] = [join(workspace.folder, 'notes'), join(workspace.folder, 'people')];
  mkdirSync(notes);
  writeFileSync(join(notes, 'notes.md'), '# Notes\n');
  const shop = cartWorkspace();
  workspace.git('clone', '-q', shop.folder, 'shop');
  workspace.write(
    'shop/TASK.md',
    '# Totals ignore the quantity\n\nA cart with three books costs 30, not 10.\n',
  );
  shop.remove();
  workspace.git('init', '-q', '-b', 'main', 'people');
  workspace.write('people/age.py', AGE);
  workspace.git('-C', people, 'add', '.');
  workspace.git('-C', people, 'commit', '-q', '-m', 'Ages');
  workspace.git(
    '-C',
    'shop',
    '-c',
    'protocol.file.allow=always',
    'submodule',
    'add',
    '-q',
    people,
    'vendor/people',
  );
  workspace.git('-C', 'shop', 'commit', '-q', '-m', 'People');
  workspace.write('people/TASK.md', '# age() is one too low\n');
  workspace.write('people/age.py', AGE.replace(' - 1', ''));
  workspace.write(
    'two.code-workspace',
    JSON.stringify({ folders: [{ path: 'notes' }, { path: 'shop' }, { path: 'people' }] }),
  );
  return { ...workspace, open: join(workspace.folder, 'two.code-workspace') };
}

describeInEditor('a workspace of several folders', () => {
  const workspace = emptyWorkspace();
  const session = new EditorSession(() => twoRepositories(workspace));
  const note = () => session.panel.frame.getByRole('note');
  const change = () => session.panel.section('Current change');
  const task = () => session.panel.section('Task');

  async function choose(folder: string): Promise<void> {
    await session.workbench.runCommand('SWE-RM: Choose Folder…');
    await session.workbench.pick(folder);
  }

  it('looks at the first that is in a repository, and says so', async () => {
    await expect
      .poll(() => note().innerText())
      .toContain('Only the folder “shop” and its repository are looked at.');
    await session.panel.waitForSentence('Current change', /Nothing has changed/);
    expect(await task().innerText()).toContain('Totals ignore the quantity');
    const label = await session.workbench.statusItem.locator('a').getAttribute('aria-label');
    expect(label).toContain('Folder: shop');
  });

  it('looks at another by command: its task, its change, its branches, and nothing of the one before', async () => {
    await choose('people');
    expect(await session.panel.waitForScore()).toMatch(/\d+\s%/);
    expect(await note().innerText()).toContain('Only the folder “people”');
    expect(await task().innerText()).toContain('age() is one too low');
    await expect.poll(() => change().innerText()).toContain('1 file');
    await session.workbench.screenshot('folders');
    await session.workbench.runCommand('SWE-RM: Add Candidates…');
    await session.workbench.pick('Branches…');
    await expect.poll(() => session.workbench.notifications()).toContain('no second branch');
  });

  it('follows the edits of that folder alone', async () => {
    const { workbench } = session;
    await workbench.openFile('shop/src/cart.ts');
    await workbench.goToEndOfLine(11);
    await workbench.page.keyboard.type(' 0;');
    await workbench.page.waitForTimeout(3_000);
    expect(await workbench.badges()).toEqual([]);
    await choose('shop');
    await session.panel.waitForScore();
    await expect.poll(() => workbench.badges()).toHaveLength(1);
    expect(await task().innerText()).toContain('Totals ignore the quantity');
  });

  it('keeps a task that was set by command for its folder', async () => {
    const { workbench } = session;
    await workbench.runCommand('SWE-RM: Set Task…');
    await workbench.pick('Type a sentence…');
    await workbench.page.getByPlaceholder('Totals are wrong').waitFor();
    await workbench.page.keyboard.type('Totals count the quantity');
    await workbench.page.keyboard.press('Enter');
    await expect.poll(() => task().innerText()).toContain('Totals count the quantity');
    await choose('people');
    await expect.poll(() => task().innerText()).toContain('age() is one too low');
  });

  it('remembers the folder when the window is loaded again', async () => {
    const { workbench } = session;
    await workbench.reload();
    await session.showPanel();
    await expect.poll(() => note().innerText()).toContain('Only the folder “people”');
    await session.panel.waitForScore();
  });

  it('falls back to the first repository when the folder is taken out of the workspace', async () => {
    const { workbench } = session;
    await workbench.runCommand('Workspaces: Remove Folder from Workspace...');
    await workbench.pick('people');
    await expect.poll(() => note().innerText()).toContain('Only the folder “shop”');
    await expect.poll(() => task().innerText()).toContain('Totals count the quantity');
  });

  it('says that what changed in a submodule is no part of the change, and looks at the submodule when it is chosen', async () => {
    workspace.write('shop/vendor/people/TASK.md', '# age() is one too low\n');
    workspace.write('shop/vendor/people/age.py', AGE.replace(' - 1', ''));
    await change().getByText('What changed in the submodule vendor/people is not included').waitFor();
    await session.workbench.screenshot('submodule-changed');
    await choose('shop/vendor/people');
    await expect.poll(() => note().innerText()).toContain('Only the folder “shop/vendor/people”');
    expect(await session.panel.waitForScore()).toMatch(/\d+\s%/);
    expect(await change().innerText()).toContain('age.py, line 2');
  });
});
