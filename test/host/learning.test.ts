import { expect, it, vi } from 'vitest';
import { describeInEditor } from './browser';
import { EditorSession } from './editorSession';
import { inEveryTheme } from './everyTheme';
import { cartWorkspace, type WorkspaceFixture } from './workspaceFixture';

/** So many commits stand, and so many are reverted: enough of each to learn from. */
const KEPT = 30;
const REVERTED = 22;

/** A repository that is some months old, half of whose changes did not last. */
function withHistory(workspace: WorkspaceFixture): WorkspaceFixture {
  const commit = (day: number, message: string) => {
    const date = new Date(Date.UTC(2025, 0, 1 + day)).toISOString();
    workspace.git('add', 'src');
    // git takes the committer's date from the environment alone.
    vi.stubEnv('GIT_COMMITTER_DATE', date);
    workspace.git('commit', '-q', '--date', date, '-m', message);
    vi.unstubAllEnvs();
  };
  for (let i = 0; i < KEPT + REVERTED; i++) {
    const name = `step${i}`;
    workspace.write(
      `src/${name}.ts`,
      `export const ${name} = (value: number): number => value * ${i} + 1;\n`,
    );
    commit(i, `Add ${name}, which multiplies by ${i}`);
    if (i >= REVERTED) continue;
    const id = workspace.git('rev-parse', 'HEAD').trim();
    workspace.write(`src/${name}.ts`, `export const ${name} = null;\n`);
    commit(i, `Take ${name} back\n\nThis reverts commit ${id}.`);
  }
  // What is younger than two weeks before the last commit is too young to say.
  workspace.write('src/last.ts', 'export const last = (value: number): number => value - 1;\n');
  commit(KEPT + REVERTED + 30, 'Add the last step');
  return workspace;
}

describeInEditor('what becomes of changes', () => {
  const session = new EditorSession(() => withHistory(cartWorkspace()));
  const section = () => session.panel.section('Learning from outcomes');

  it('stands beside the score: candidates that were tested are ranked by score and tests', async () => {
    const { workbench, panel } = session;
    expect(await section().innerText()).toMatch(/Nothing is known yet/);
    await workbench.runCommand('SWE-RM: Compare Branches…');
    await workbench.pick('main');
    await workbench.page.getByText('Compare Branches (2 of 2)').waitFor();
    for (const branch of await workbench.page.locator('.quick-input-list .monaco-list-row').all())
      await branch.click();
    await workbench.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await expect
      .poll(() => panel.section('Alternatives').locator('.candidate').count(), { timeout: 60_000 })
      .toBe(3);

    await workbench.runCommand('SWE-RM: Run Tests on Candidates…');
    await workbench.page.getByText('Run Tests: on which candidates').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.quickPickRow('Type a command').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.getByPlaceholder('npm test').waitFor();
    await workbench.page.keyboard.type('grep -q "price \\* item.quantity" src/cart.ts');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.monaco-dialog-box').waitFor();
    await workbench.page.keyboard.press('Enter');
    const combined = panel.section('Score and tests');
    await combined.waitFor({ timeout: 60_000 });
    await expect
      .poll(() => combined.locator('li').allInnerTexts(), { timeout: 60_000 })
      .toEqual([
        expect.stringMatching(/tests passed/),
        expect.stringMatching(/tests passed/),
        expect.stringMatching(/unrelated-rename[^]*tests failed/),
      ]);
  });

  it('is read from the history when asked, and shown as diagrams before and after a correction', async () => {
    const { workbench } = session;
    await workbench.runCommand('SWE-RM: Learn from the History…');
    expect(await workbench.page.locator('.monaco-dialog-box').innerText()).toMatch(
      /up to 300 of them scored/,
    );
    await workbench.page.keyboard.press('Enter');
    const diagrams = section().getByRole('img');
    await expect.poll(() => diagrams.count(), { timeout: 75_000 }).toBe(2);
    await expect
      .poll(() => section().innerText(), { timeout: 60_000 })
      .toMatch(new RegExp(`${KEPT + REVERTED} from the history`));
    expect(await diagrams.first().getAttribute('aria-label')).toMatch(/% said, \d+.% turned out well/);
    await inEveryTheme(session, 'learning', 'Learning from outcomes');
  });

  it('is forgotten on request', async () => {
    await session.workbench.runCommand('SWE-RM: Forget Outcomes of This Repository…');
    await session.workbench.page.locator('.monaco-dialog-box').waitFor();
    await session.workbench.page.keyboard.press('Enter');
    await expect.poll(() => section().innerText()).toMatch(/Nothing is known yet/);
    expect(await session.panel.section('Score and tests').count()).toBe(0);
  });
});
