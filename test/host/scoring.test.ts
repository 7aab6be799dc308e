import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { describeInEditor } from './browser';
import { EditorSession } from './editorSession';
import { scorerOf } from './scorerProcess';
import { cartWorkspace } from './workspaceFixture';

const SCORE = /\d+\s%,? (likely|uncertain|unlikely) \(\d+–\d+\s%\)/;

describeInEditor('a change in the editor', () => {
  const workspace = cartWorkspace();
  const session = new EditorSession(() => workspace);

  it('says what to do while nothing has changed', async () => {
    const sentence = await session.panel.waitForSentence('Current change', /Nothing has changed since HEAD/);
    expect(sentence).toContain('Edit a file');
    await expect.poll(() => session.workbench.statusItem.innerText()).toContain('no change');
  });

  it('is scored as it is typed: badge, CodeLens, status bar and panel agree', async () => {
    await session.workbench.openFile('src/cart.ts');
    await session.workbench.goToEndOfLine(11);
    await session.workbench.page.keyboard.press('Backspace');
    await session.workbench.page.keyboard.type(' * item.quantity;');

    await expect
      .poll(async () => {
        const shown = await session.panel.waitForScore();
        const places = [
          ...(await session.workbench.badges()),
          ...(await session.workbench.codeLenses()),
          await session.workbench.statusItem.innerText(),
        ];
        return [shown, ...places].map(text => /\d+(?=\s%)/.exec(text)?.[0]);
      })
      .toSatisfy((percents: readonly unknown[]) => percents.length === 4 && new Set(percents).size === 1);
    expect(await session.panel.waitForScore()).toMatch(SCORE);
    expect(await session.workbench.codeLenses()).toEqual([expect.stringMatching(SCORE)]);
    expect(await session.panel.section('Current change').innerText()).toMatch(
      /Calibrated on [\d,]+ held-out labelled/,
    );
    await session.workbench.screenshot('change-scored');
  });

  it('names masked evidence instead of guessing it', async () => {
    const text = await session.panel.section('Current change').innerText();
    expect(text).toMatch(/Agreement with other candidates: unknown, the change is judged by itself/);
  });

  it('shows each hunk with its influence and opens its place', async () => {
    await session.workbench.goToEndOfLine(20);
    await session.workbench.page.keyboard.type(' 0;');
    const hunks = session.panel.section('Current change').locator('.hunks button');
    await expect.poll(() => hunks.count(), { timeout: 30_000 }).toBe(2);
    await expect.poll(() => hunks.first().innerText(), { timeout: 30_000 }).toMatch(/point/);
    await expect
      .poll(() => session.workbench.badges())
      .toEqual([expect.stringContaining('this hunk'), expect.stringContaining('this hunk')]);
    await hunks.filter({ hasText: 'line 20' }).click();
    await expect
      .poll(() => session.workbench.page.locator('.statusbar-item', { hasText: /^Ln / }).innerText())
      .toContain('Ln 20');
    await session.workbench.screenshot('where-to-look');
  });

  it('is told apart from the many files that a tool wrote beside it, for as long as they are there', async () => {
    const change = session.panel.section('Current change');
    for (let n = 0; n < 501; n++) workspace.write(`made/${n}.ts`, 'export {};\n');
    await change.getByText('untracked files are left out').waitFor();
    rmSync(path.join(workspace.folder, 'made'), { recursive: true });
    await expect.poll(() => change.innerText()).not.toContain('untracked files');
    expect(await session.panel.waitForScore()).toMatch(SCORE);
  });

  it('is scored even when the scorer is killed at work', async () => {
    const scorer = scorerOf(session.workbench.serverPid);
    if (scorer === null) throw new Error('There is no scorer process.');
    // Stopped, it takes the request but cannot answer: the kill is sure to come in between.
    process.kill(scorer, 'SIGSTOP');
    await session.workbench.goToEndOfLine(21);
    await session.workbench.page.keyboard.type(' 0;');
    await session.panel.section('Current change').getByText('Scoring the change').waitFor();
    process.kill(scorer, 'SIGKILL');

    expect(await session.panel.waitForScore()).toMatch(SCORE);
    expect(scorerOf(session.workbench.serverPid)).not.toBe(scorer);
  });

  it('activates without holding up the editor', async () => {
    // What only something heavy in it takes, also on a busy machine; `npm run bench` measures it.
    expect(await session.workbench.activationMs()).toBeLessThan(2_000);
    await session.workbench.screenshot('activation');
  });
});
