import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../temporaryFolder';
import { describeInEditor } from './browser';
import { EditorSession } from './editorSession';
import { cartWorkspace } from './workspaceFixture';

describeInEditor('a pull request under review', () => {
  const workspace = cartWorkspace();
  const session = new EditorSession(() => {
    workspace.git('checkout', '-q', 'fix-both');
    workspace.write('src/print.ts', 'export const print = (sum: number): string => `Sum: ${sum}`;\n');
    workspace.write('README.md', '# A small shop\n\nTotals count every item.\n');
    workspace.git('commit', '-q', '-a', '-m', 'Count quantities\n\nTotals and merged items keep them.');
    workspace.git('update-ref', 'refs/pull/7/head', 'HEAD');
    workspace.git('checkout', '-q', 'main');
    return workspace;
  });
  const section = () => session.panel.section('Review');

  it('is chosen without a mouse, scored, and opened as one diff with comments where to look first', async () => {
    await session.workbench.runCommand('SWE-RM: Review a Change…');
    await session.workbench.pick('pull request 7');
    await session.workbench.page.getByText('Review a Change (2 of 2)').waitFor();
    await session.workbench.pick('The task that is set');
    await section().locator('.score .percent').waitFor({ timeout: 60_000 });
    expect(await section().innerText()).toMatch(/pull request 7, since main/);

    const places = section().locator('.hunks').first().locator('button');
    // Of the three files the README is not read.
    await expect.poll(() => places.allInnerTexts(), { timeout: 60_000 }).toHaveLength(3);
    expect((await places.allInnerTexts()).join()).not.toContain('README');
    await expect.poll(() => places.first().innerText(), { timeout: 60_000 }).toMatch(/point/);
    // It adds least code.
    expect(await places.last().innerText()).toMatch(/cart\.ts, line 11/);
    // It was led to while there was nothing in it that could be scrolled to the top.
    const top = `document.getElementById('review').getBoundingClientRect().top`;
    await expect.poll(() => session.panel.frame.evaluate<number>(top)).toBeLessThan(30);

    const { page } = session.workbench;
    await page.locator('.monaco-component.multiDiffEditor').waitFor();
    await expect.poll(() => page.locator('.review-widget').count(), { timeout: 30_000 }).toBeGreaterThan(0);
    expect(await page.locator('.review-widget').first().innerText()).toMatch(/Look here/);
    // As drawn in the list of comments too, which has a line for each.
    await expect
      .poll(() => page.locator('.comments-panel .monaco-list-row').allInnerTexts())
      .toContainEqual(expect.stringMatching(/SWE-RM\s*·\s*(?:[+−]\d+|under 1) points?\.\s/));
  });

  it('marks the files in the explorer in the order of where to look', async () => {
    const { page } = session.workbench;
    await session.workbench.runCommand('View: Show Explorer');
    const row = (name: string) =>
      page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first();
    const label = (name: string) => row(name).locator('.monaco-icon-label').getAttribute('aria-label');
    await row('README.md').waitFor();
    if (!(await row('print.ts').isVisible())) await row('src').click();
    await row('print.ts').waitFor();
    await expect
      .poll(() => label('print.ts'))
      .toMatch(/SWE-RM, pull request 7, since main: number \d of 3 to look at, influence/);
    expect(await label('README.md')).not.toContain('SWE-RM');
  });

  it('stays on the screen while another scorer scores it anew', async () => {
    const { workbench } = session;
    const editors = workbench.page.locator('.tab', { hasText: 'since main' });
    expect(await editors.count()).toBe(1);
    await workbench.runCommand('SWE-RM: Restart Scorer');
    await session.showPanel();
    const first = section().locator('.hunks').first().locator('button').first();
    await expect.poll(() => first.innerText(), { timeout: 60_000 }).toMatch(/point/);
    expect(await editors.count()).toBe(1);
    await expect.poll(() => workbench.page.locator('.review-widget').count()).toBeGreaterThan(0);
  });

  /** Asks for a test run and types its command; what is left is to agree. */
  async function askForTests(command: string): Promise<void> {
    const { workbench } = session;
    await workbench.runCommand('SWE-RM: Run Tests on the Reviewed Change…');
    await workbench.pick('Type a command');
    const box = workbench.page.getByPlaceholder('npm test');
    await box.fill(command);
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.monaco-dialog-box').waitFor();
  }

  it('has tests run on a copy that is removed: a crash is a failure, and Ctrl+C neither that nor a success', async () => {
    const { page } = session.workbench;
    await session.showPanel();
    const crash = "sh -c 'kill -SEGV $$'";
    await askForTests(crash);
    await page.keyboard.press('Enter');
    await section().getByText(`Tests failed. “${crash}”`).waitFor({ timeout: 60_000 });

    const place = path.join(temporaryFolder(), 'place');
    await askForTests(`pwd > ${place}; sleep 600`);
    await page.keyboard.press('Enter');
    await expect.poll(() => existsSync(place)).toBe(true);
    await page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
    await page.keyboard.press('Control+c');
    await expect.poll(() => existsSync(readFileSync(place, 'utf8').trim())).toBe(false);
    // The editor has answered by now whatever it had to say of the run.
    await askForTests('true');
    expect(await section().innerText()).toContain(`Tests failed. “${crash}”`);
    await page.keyboard.press('Escape');
  });

  it('has its own tests run on a copy, after they were shown, and keeps what they said', async () => {
    const { workbench } = session;
    await askForTests('grep -q "item.quantity + known" src/cart.ts && test ! -e .git');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    expect(await dialog.innerText()).toContain('grep -q "item.quantity + known" src/cart.ts');
    await workbench.screenshot('review-tests-asked');
    await workbench.page.keyboard.press('Enter');
    await section().getByText('Tests passed.').waitFor({ timeout: 60_000 });
    const comments = workbench.page.locator('.review-widget');
    await expect
      .poll(() => comments.allInnerTexts())
      .toContainEqual(expect.stringContaining('Tests passed.'));
  });

  it('is copied as Markdown', async () => {
    await section().getByRole('button', { name: 'Copy as Markdown' }).click();
    await expect.poll(() => session.workbench.clipboard()).toMatch(/^## Patch confidence: \d+/);
    const text = await session.workbench.clipboard();
    expect(text).toMatch(/\| `src\/cart\.ts:\d+` \| \+\d+ −\d+ \| .*points? \|/);
    expect(text).toMatch(/Tests: `grep .*` \*\*passed\*\*/);
  });

  it('opens a place by a button, with Tab and Enter', async () => {
    const { workbench, panel } = session;
    await section().locator('.hunks button', { hasText: 'print.ts' }).first().focus();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.tab.active', { hasText: 'print.ts' }).waitFor();
    expect(await panel.section('Review').locator('.hunks button').count()).toBeGreaterThan(0);
  });

  it('is closed, and its comments, marks and editors go with it', async () => {
    const editors = session.workbench.page.locator('.tab', { hasText: 'since main' });
    expect(await editors.count()).toBeGreaterThan(0);
    await session.workbench.runCommand('SWE-RM: Close the Review');
    await session.panel.waitForSentence('Review', /Choose a branch, a pull request or a range/);
    await expect.poll(() => session.workbench.page.locator('.review-widget').count()).toBe(0);
    await expect.poll(() => editors.count()).toBe(0);
  });

  it('may be the last commit, of an agent that committed its work where it stood', async () => {
    const { workbench } = session;
    workspace.write('src/print.ts', 'export const print = (sum: number): string => `Due: ${sum}`;\n');
    workspace.git('commit', '-q', '-a', '-m', 'Say what is due');
    await workbench.runCommand('SWE-RM: Review a Change…');
    const row = workbench.quickPickRow('The last commit');
    await row.waitFor();
    expect(await row.innerText()).toContain('Say what is due');
    await workbench.pick('The last commit');
    await workbench.page.getByText('Review a Change (2 of 2)').waitFor();
    await workbench.pick('What its commits say');
    await section().locator('.score .percent').waitFor({ timeout: 60_000 });
    expect(await section().innerText()).toMatch(/commit [0-9a-f]{10}[^]*Judged against: Say what is due/);
  });

  it('stays as it is when the agent commits again, says so, and leads to what is there by then', async () => {
    const label = await section().locator('.task-title').innerText();
    workspace.write('src/print.ts', 'export const print = (sum: number): string => `Owed: ${sum}`;\n');
    workspace.git('commit', '-q', '-a', '-m', 'Say what is owed');
    const news = section().locator('.notice');
    await news.waitFor();
    expect(await news.innerText()).toMatch(
      /^main has moved on to [0-9a-f]{10}; this review is of [0-9a-f]{10}\./,
    );
    expect(await section().locator('.task-title').innerText()).toBe(label);
    await session.workbench.screenshot('review-moved-on');
    await news.getByRole('button', { name: 'Review as It Is Now' }).click();
    await section().getByText('Judged against: Say what is owed').waitFor({ timeout: 60_000 });
    await section().locator('.score .percent').waitFor({ timeout: 60_000 });
    expect(await section().innerText()).toMatch(/main, since [0-9a-f]{10}/);
    expect(await news.count()).toBe(0);
  });
});
