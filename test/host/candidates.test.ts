import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeInEditor } from './browser';
import { ClaudeSession } from './claudeSession';
import { EditorSession } from './editorSession';
import { inEveryTheme } from './everyTheme';
import { exampleWorkspace } from './workspaceFixture';

const FILE = 'astropy/modeling/separable.py';

describeInEditor('candidates of a real task, from many sources', () => {
  let workspace: ReturnType<typeof exampleWorkspace>;
  const session = new EditorSession(() => (workspace = exampleWorkspace()), { extensions: ['chat-models'] });
  afterAll(() => rmSync(`${workspace.folder}-tried`, { recursive: true, force: true }));

  const section = () => session.panel.section('Alternatives');
  const groups = () => section().locator('.candidate');
  const text = () => readFileSync(join(workspace.folder, FILE), 'utf8');
  const press = (key: string) => session.workbench.page.keyboard.press(key);
  const input = () =>
    session.workbench.page.locator('.quick-input-widget:visible input[type="text"]').first();

  const titled = (title: string) =>
    session.workbench.page
      .locator('.quick-input-widget:visible .quick-input-title', { hasText: title })
      .waitFor();

  /** Chooses one row of the list with this title by typing its name: no mouse. */
  async function choose(title: string, label: string): Promise<void> {
    await titled(title);
    await input().fill(label);
    // The list is filtered a moment after the key; before that, Enter would take another row.
    await session.workbench.page
      .locator('.quick-input-list .monaco-list-row.focused', { hasText: label })
      .waitFor();
    await press('Enter');
  }

  /** Types into the box with this title. */
  async function enter(title: string, value: string): Promise<void> {
    await titled(title);
    await input().fill(value);
    // What is typed is checked first; until then Enter does nothing.
    const box = session.workbench.page.locator('.quick-input-widget:visible .quick-input-title', {
      hasText: title,
    });
    for (let tries = 0; tries < 8 && (await box.isVisible()); tries++) {
      // A dialog for files writes its own folder into the box once it has read it, and may close at any moment here.
      const typed = await input()
        .inputValue({ timeout: 1_000 })
        .catch(() => value);
      if (typed !== value) await input().fill(value, { timeout: 5_000 });
      await session.workbench.page.waitForTimeout(800);
      if (!(await box.isVisible())) break;
      await press('Enter');
      await session.workbench.page.waitForTimeout(200);
    }
  }

  /** Ticks rows of a list and accepts, by keys alone. */
  async function tick(title: string, ...labels: readonly string[]): Promise<void> {
    const focused = session.workbench.page.locator('.quick-input-list .monaco-list-row.focused');
    await titled(title);
    for (const label of labels) {
      for (let steps = 0; steps < 30; steps++) {
        await press('ArrowDown');
        // Past the last row no row has the focus.
        if ((await focused.filter({ hasText: label }).count()) > 0) break;
      }
      expect(await focused.innerText()).toContain(label);
      await press('Space');
      await focused.locator('input:checked, [aria-checked="true"]').waitFor({ state: 'attached' });
    }
    await press('Enter');
  }

  /** Waits for the editor of the file that was applied to: at the change, not at the top. */
  async function openedAtChange(): Promise<void> {
    await session.workbench.page.locator('.tab.active', { hasText: 'separable.py' }).waitFor();
    await session.workbench.page.locator('.statusbar-item', { hasText: /^Ln \d{2,}, Col 1$/ }).waitFor();
  }

  async function addFrom(source: string): Promise<void> {
    await session.workbench.runCommand('SWE-RM: Add Candidates…');
    await choose('Add Candidates', source);
  }

  async function names(): Promise<readonly string[]> {
    return (await section().locator('.member .name').allInnerTexts()).map(name => name.replace(/\s+/g, ' '));
  }

  /** Answers a question with the button that has the focus, which must be this one; gives what was asked. */
  async function dialog(button: string): Promise<string> {
    const box = session.workbench.page.locator('.monaco-dialog-box');
    await box.waitFor();
    const said = await box.innerText();
    await box.locator(':focus', { hasText: button }).waitFor();
    await press('Enter');
    return said;
  }

  /** A session in which an agent mended the bug and ran the tests, where Claude Code would keep it. */
  function agentSession(): void {
    const agent = new ClaudeSession(session.workbench.userDataDir, workspace.folder);
    const file = join(workspace.folder, FILE);
    agent.prompt('Make separability_matrix right for nested compound models');
    agent.call('t1', 'Grep', { pattern: '_cstack', path: 'astropy' });
    agent.result('t1', `${FILE}:219:def _cstack(left, right):`);
    agent.call('t2', 'Edit', {
      file_path: file,
      old_string: '        cright[-right.shape[0]:, -right.shape[1]:] = 1',
      new_string: '        cright[-right.shape[0]:, -right.shape[1]:] = right',
    });
    agent.result('t2', `The file ${file} has been updated.`);
    agent.call('t3', 'Bash', { command: 'python -m pytest astropy/modeling/tests/test_separable.py' });
    agent.result('t3', '========= 11 passed in 0.61s =========');
  }

  /** Opens the list of notifications, which stays closed while it is empty, until it holds a message. */
  async function shown(pattern: RegExp): Promise<void> {
    const message = session.workbench.page.locator('.notifications-center').getByText(pattern).first();
    for (let tries = 0; tries < 8 && !(await message.isVisible()); tries++) {
      await session.workbench.runCommand('Notifications: Show Notifications');
      await message.waitFor({ timeout: 2_500 }).catch(() => undefined);
    }
    await message.waitFor();
  }

  /** Waits for a message in the list of notifications: this editor, driven by a test, shows no toasts. */
  async function notified(pattern: RegExp): Promise<void> {
    await shown(pattern);
    await session.workbench.runCommand('Notifications: Clear All Notifications');
  }

  it('are read from eight kinds of places, by keys alone', async () => {
    await addFrom('Branches…');
    await choose('(1 of 2)', 'main');
    await tick('(2 of 2)', 'aider', 'devin', 'moatless-gpt-4o');
    await expect.poll(() => groups().count(), { timeout: 60_000 }).toBe(3);
    // Where they appear, however long what stands above is, and from there Tab leads to them.
    const focused = () => session.panel.frame.evaluate<string>('document.activeElement.id');
    await expect.poll(focused).toBe('alternatives');
    expect(await session.panel.frame.evaluate<number>('document.scrollingElement.scrollTop')).toBeGreaterThan(
      0,
    );

    await addFrom('Stashes…');
    await tick('Stashes to rank', 'deepseek');
    await expect.poll(names).toContainEqual(expect.stringContaining('deepseek'));

    await addFrom('Worktrees…');
    await tick('Worktrees to rank', 'r2e-gym');
    await expect.poll(names).toContainEqual(expect.stringContaining('worktree of r2e-gym'));

    await addFrom('Commits of a range…');
    await enter('Commits of which range?', 'main..moatless-gpt-4o');
    await tick('Commits to rank');
    await expect.poll(names).toContainEqual(expect.stringMatching(/commit [0-9a-f]{8}/));

    await addFrom('Predictions files…');
    await enter('Files of predictions', workspace.predictions);
    await expect.poll(names).toContainEqual(expect.stringContaining('swe-agent-gpt-4'));

    await addFrom('Patch files…');
    await enter('Patch files to rank', workspace.patch('moatless-claude-3.5-sonnet'));
    await expect.poll(names).toContainEqual(expect.stringContaining('patch file'));

    const copied = readFileSync(workspace.patch('pydantic-deepagents-minimax'), 'utf8');
    const answer = JSON.stringify(`This should do:\n\n\`\`\`diff\n${copied}\`\`\`\n\nTests pass.`);
    await session.workbench.page.evaluate(`navigator.clipboard.writeText(${answer})`);
    await addFrom('Clipboard');
    await expect.poll(names).toContainEqual(expect.stringContaining('from the clipboard'));

    agentSession();
    await addFrom('Agents’ sessions…');
    await tick('Sessions to rank', 'Make separability_matrix right');
    await expect.poll(names).toContainEqual(expect.stringContaining('session of Claude Code'));

    await expect.poll(() => section().locator('.member').count(), { timeout: 60_000 }).toBe(12);
    await section().locator('.work').waitFor({ state: 'detached', timeout: 60_000 });
    await inEveryTheme(session, 'candidates-ranked', 'Alternatives');
  });

  it('from a session say that its steps are known, and stand with the same change of others', async () => {
    expect(await names()).toContainEqual(
      expect.stringMatching(/Make separability_matrix right.* session of Claude Code, \d steps/),
    );
    expect(await section().innerText()).toMatch(/steps that led to 1 of 12 candidates are known/);
    expect(await groups().filter({ hasText: 'session of Claude Code' }).innerText()).toContain('deepseek');
  });

  it('that do not apply are last, with the reason and without a score', async () => {
    const last = groups().last();
    expect(await last.innerText()).toMatch(/does not apply to its base .*separable\.py/);
    expect(await last.locator('.percent').count()).toBe(0);
    expect(await last.innerText()).toContain('another version');
  });

  it('say what the first two do differently, by what they touch', async () => {
    const difference = await section().locator('.difference').innerText();
    expect(difference).toMatch(/numbers 1 and 2|Numbers 1 and 2/);
    expect(difference).toMatch(/\+\d+\s−\d+/);
  });

  it('hide where they come from until a choice is made', async () => {
    const tab = session.workbench.page.locator('.tab', { hasText: 'aider' });
    await session.panel.frame.getByRole('button', { name: /^Open diff of aider/ }).click();
    await tab.waitFor();
    await session.workbench.runCommand('SWE-RM: Toggle Blind Mode');
    await tab.waitFor({ state: 'detached' });
    await expect.poll(names).toContainEqual(expect.stringMatching(/^Candidate A/));
    const said = await section().innerText();
    for (const source of ['devin', 'deepseek', 'branch', 'stash', 'r2e-gym'])
      expect(said).not.toContain(source);
    await inEveryTheme(session, 'candidates-blind', 'Alternatives');
    await session.workbench.runCommand('SWE-RM: Compare Two Candidates…');
    await titled('Compare which candidate?');
    // Several that make the same change stand at one number.
    await session.workbench
      .quickPickRow('Candidate B')
      .getByText(/^number 2, \d+/)
      .first()
      .waitFor();
    await choose('Compare which candidate?', 'Candidate A');
    await choose('with which other?', 'Candidate B');
    await session.workbench.page.locator('.monaco-diff-editor, .multiDiffEntry').first().waitFor();
    expect(await session.workbench.page.locator('.tab.active').innerText()).toMatch(
      /Candidate A.* ↔ Candidate B/,
    );
    await inEveryTheme(session, 'candidates-compared', 'Alternatives');
  });

  it('are applied to the files here, and taken back by one undo', async () => {
    const before = text();
    await session.workbench.runCommand('SWE-RM: Apply Candidate…');
    await choose('Apply which candidate?', 'Candidate A');
    await choose('Apply Candidate A', 'To your files');
    await expect.poll(text).not.toBe(before);
    await expect.poll(() => section().locator('.chosen').count()).toBe(1);
    await expect.poll(names).not.toContainEqual(expect.stringMatching(/^Candidate A/));
    await inEveryTheme(session, 'candidate-applied', 'Alternatives');

    await openedAtChange();
    await session.workbench.page
      .locator('.editor-group-container.active .view-lines >> visible=true')
      .first()
      .click();
    await press('Control+z');
    const modal = session.workbench.page.locator('.monaco-dialog-box');
    if (await modal.isVisible()) await modal.getByRole('button').first().click();
    await session.workbench.runCommand('File: Save All');
    await expect.poll(text).toBe(before);
    await expect.poll(() => section().locator('.chosen').count()).toBe(0);
  });

  it('are taken back by the button of the message as well', async () => {
    const before = text();
    await session.workbench.runCommand('View: Close All Editors');
    await session.workbench.runCommand('SWE-RM: Apply Candidate…');
    await choose('Apply which candidate?', 'devin');
    await choose('Apply devin', 'To your files');
    await expect.poll(text).not.toBe(before);
    // Its editor takes the focus; what is typed before that may end in it.
    await openedAtChange();
    await shown(/Applied devin to 1 file\./);
    await session.workbench.screenshot('candidate-undo');
    await session.workbench.runCommand('Notifications: Accept Notification Primary Action');
    await expect.poll(text).toBe(before);
    await expect.poll(() => section().locator('.chosen').count()).toBe(0);
    await session.workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('are applied to a new branch and to a new worktree, and the files here stay', async () => {
    const before = text();
    await session.workbench.runCommand('SWE-RM: Apply Candidate…');
    await choose('Apply which candidate?', 'devin');
    await choose('Apply devin', 'To a new branch');
    await enter('Apply to a New Branch', 'tried/branch');
    await notified(/branch tried\/branch holds devin/);
    expect(workspace.git('log', '--format=%s', 'main..tried/branch').trim()).not.toBe('');

    await session.workbench.runCommand('SWE-RM: Apply Candidate…');
    await choose('Apply which candidate?', 'devin');
    await choose('Apply devin', 'To a new worktree');
    await enter('(1 of 2)', 'tried/tree');
    await enter('(2 of 2)', `${workspace.folder}-tried`);
    await expect.poll(() => existsSync(join(`${workspace.folder}-tried`, FILE))).toBe(true);
    // The folder is there a moment before the change is in it.
    const staged = () =>
      execFileSync('git', ['-C', `${workspace.folder}-tried`, 'diff', '--cached', '--name-only'], {
        encoding: 'utf8',
      });
    await expect.poll(staged).toContain(FILE);
    expect(text()).toBe(before);
  });

  it('that conflict with what is typed are refused in one sentence, and nothing changes', async () => {
    await session.workbench.openFile(FILE);
    await session.workbench.goToEndOfLine(245);
    await session.workbench.page.keyboard.type('23');
    await session.workbench.runCommand('SWE-RM: Apply Candidate…');
    await choose('Apply which candidate?', 'deepseek');
    await choose('deepseek', 'To your files');
    await notified(/separable\.py changed in the same places since [0-9a-f]{8}/);
    expect(text()).not.toContain('= right\n');
    await session.workbench.screenshot('candidate-conflict');
    await session.workbench.focusEditor('separable.py');
    for (let i = 0; i < 2; i++) await press('Control+z');
    await session.workbench.runCommand('File: Save All');
    await expect.poll(text).toContain('-right.shape[1]:] = 1\n');
  });

  /** Asks a model of the test extension for candidates, and says what the question before sending said. */
  async function generate(model: string, count: number): Promise<string> {
    await session.workbench.runCommand('SWE-RM: Generate Candidates…');
    await choose('(1 of 3)', `model that is ${model}`);
    // The file is open in an editor and so is ticked already.
    await tick('(2 of 3)');
    await choose('(3 of 3)', String(count));
    return dialog('Send');
  }

  it('are generated by a chat model of the editor, after it is said what is sent', async () => {
    const said = await generate('good', 2);
    expect(said).toMatch(/Send [\d,]+ tokens to model that is good, 2 times\?/);
    expect(said).toContain(FILE);
    await expect
      .poll(names, { timeout: 60_000 })
      .toContainEqual(expect.stringContaining('model that is good 2'));
    // The same as what a person proposed: one group.
    expect(await groups().filter({ hasText: 'model that is good 1' }).innerText()).toContain('deepseek');
    await session.workbench.screenshot('candidates-generated');
  });

  it.each([
    ['prose', 1, 'candidate', /model that is prose \d/],
    ['mends', 1, 'candidate', /model that is mends \d/],
    ['unfit', 1, 'sentence', /model that is unfit \d+ does not apply, nor when mended/],
    ['refuses', 1, 'sentence', /model that is refuses \d+ gave no diff; it said: “Sorry/],
    [
      'quota',
      2,
      'sentence',
      /model that is quota gives no more answers for now \(You have used up your quota/,
    ],
  ])('of a model that is %s end well', async (model, count, what, pattern) => {
    await generate(model, count);
    if (what === 'sentence') await notified(pattern);
    else await expect.poll(names, { timeout: 60_000 }).toContainEqual(expect.stringMatching(pattern));
  });

  it('stay when the rest is cancelled half-way', async () => {
    await generate('slow', 3);
    await session.workbench.runCommand('Notifications: Show Notifications');
    const work = session.workbench.page.locator('.notifications-center');
    await work
      .getByText(/1 of 3/)
      .first()
      .waitFor();
    await work.getByRole('button', { name: 'Cancel' }).first().click();
    await expect.poll(names).toContainEqual(expect.stringContaining('model that is slow'));
    expect((await names()).filter(name => name.includes('model that is slow'))).toHaveLength(1);
    await session.workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('are asked of a model that wants consent only after the editor has asked for it', async () => {
    await generate('guarded', 1);
    const box = session.workbench.page.locator('.monaco-dialog-box', {
      hasText: /wants to access the language models/,
    });
    await box.waitFor();
    await session.workbench.screenshot('candidates-consent');
    await press('Escape');
    await notified(/model that is guarded was not asked, because you did not allow it/);

    await generate('guarded', 1);
    await box.waitFor();
    await press('Enter');
    await expect
      .poll(names, { timeout: 60_000 })
      .toContainEqual(expect.stringContaining('model that is guarded'));
    // Allowed once, it is not asked again.
    await generate('guarded', 1);
    await expect
      .poll(async () => (await names()).filter(name => name.includes('guarded')).length, { timeout: 60_000 })
      .toBe(2);
  });

  it('are there again after a reload, as what they have become since', async () => {
    const before = [...(await names())].sort();
    expect(before).toContainEqual(expect.stringContaining('your choice'));
    await session.workbench.reload();
    await session.showPanel();
    await expect.poll(async () => [...(await names())].sort(), { timeout: 60_000 }).toEqual(before);
    await section().locator('.work').waitFor({ state: 'detached', timeout: 60_000 });
    await session.workbench.screenshot('candidates-after-reload');

    // Whoever works in the worktree goes on.
    const tree = workspace
      .git('worktree', 'list', '--porcelain')
      .match(/^worktree (.*)\nHEAD .*\nbranch refs\/heads\/r2e-gym$/m);
    const file = join(tree?.[1] ?? '', FILE);
    writeFileSync(file, 'GOES_ON = True\n' + readFileSync(file, 'utf8'));
    await session.workbench.runCommand('SWE-RM: Score Again');
    const row = section().locator('.member', { hasText: 'worktree of r2e-gym' });
    // A diff that is open already stays where it was scrolled to.
    const shown = async () => {
      await session.workbench.runCommand('View: Close All Editors');
      await row.getByRole('button', { name: 'Open Diff' }).click();
      const line = session.workbench.page.getByText('GOES_ON').first();
      return line.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    };
    await expect.poll(shown, { timeout: 60_000, interval: 500 }).toBe(true);
  });
});
