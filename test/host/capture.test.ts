import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Trajectory } from '../../src/core/trajectory/trajectory';
import { accessibilityProblems } from './accessibility';
import { describeInEditor } from './browser';
import { ClaudeSession } from './claudeSession';
import { EditorSession } from './editorSession';
import { storedTrajectories } from './storedTrajectories';
import { emptyWorkspace, type WorkspaceFixture } from './workspaceFixture';

const SUM = 'exports.sum = (items) => {\n  return items.length;\n};\n';
const PRINT = 'exports.print = sum => `Sum ${sum}`;\n';
const TEST = `const { sum } = require('../src/sum');
if (sum([2, 3]) !== 5) {
  console.log('1 failed: expected 5');
  process.exit(1);
}
console.log('1 passed');
`;

/** A document of another program, as long as they come. */
function longTrajectory(count: number): unknown {
  const steps = Array.from({ length: count }, (_, index) => ({
    step_id: index + 1,
    source: 'agent',
    message: `Step ${index + 1} of a long session`,
  }));
  const agent = { name: 'an agent', version: '1' };
  return { schema_version: 'ATIF-v1.7', session_id: 'long', agent, steps };
}

/** Scrolls from end to end, a screen or more each frame, and answers with the milliseconds of the frames. */
const SCROLL_THROUGH = `new Promise(resolve => {
  const list = document.querySelector('.steps');
  const frames = [];
  let last = performance.now();
  list.scrollTop = 0;
  const next = now => {
    frames.push(now - last);
    last = now;
    if (list.scrollTop + list.clientHeight >= list.scrollHeight - 1 || frames.length > 1000) return resolve(frames.slice(1));
    list.scrollTop += Math.max(list.clientHeight, list.scrollHeight / 200);
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})`;

let workspace: WorkspaceFixture;

function sumWorkspace(): WorkspaceFixture {
  workspace = emptyWorkspace();
  workspace.git('init', '-q', '-b', 'main');
  workspace.git('config', 'user.name', 'Test');
  workspace.git('config', 'user.email', 'test@example.invalid');
  workspace.write('src/sum.js', SUM);
  workspace.write('src/print.js', PRINT);
  workspace.write('test/sum.test.js', TEST);
  workspace.write('README.md', '# Sums\n');
  workspace.write('.gitignore', 'out/\n');
  workspace.git('add', '.');
  workspace.git('commit', '-q', '-m', 'Sums');
  workspace.write('TASK.md', '# sum() counts items instead of adding them\n');
  return workspace;
}

describeInEditor('recording what is done', () => {
  const session = new EditorSession(sumWorkspace);

  const told = ({ steps }: Trajectory) =>
    steps.map(({ kind, message, command, exitCode }) => [kind, command ?? message, exitCode]);
  const stored = () => storedTrajectories(session.workbench.userDataDir);
  const stepsTold = async () => (await stored()).flatMap(({ trajectory }) => told(trajectory));
  const status = () => session.workbench.page.locator('[id="swe-rm.swe-rm.sweRm.capture"]').innerText();

  it('shows that it is ready, and writes nothing before the first edit', async () => {
    await expect.poll(status).toContain('Ready to record');
    expect(await stored()).toEqual([]);
  });

  it('holds exactly what was done, in order', async () => {
    const { workbench } = session;
    const steps: (readonly [string, string, number | null])[] = [];
    const has = async (...step: readonly [string, string, number | null]) => {
      steps.push(step);
      await expect.poll(stepsTold, { timeout: 30_000 }).toEqual(steps);
    };
    await workbench.openFile('src/sum.js');
    await workbench.goToEndOfLine(2);
    await workbench.page.keyboard.type(' 0;');
    await workbench.page.keyboard.press('Control+S');
    await has('edit', 'Edited and saved src/sum.js', null);
    await expect.poll(status).toMatch(/Recording: 1 step/);

    await workbench.openFile('README.md');
    await workbench.goToEndOfLine(1);
    // One key, left to the editor to save: it is reported before there is anything to save.
    await workbench.page.keyboard.type('.');
    await has('edit', 'Edited and saved README.md', null);

    await workbench.runInTerminal('node test/sum.test.js');
    await has('test', 'node test/sum.test.js', 1);

    // As a command-line agent does it: by another process, under the editor's feet.
    const fixed = SUM.replace('items.length', 'items.reduce((a, b) => a + b, 0)');
    execFileSync(process.execPath, [
      '-e',
      'require("fs").writeFileSync(process.argv[1], process.argv[2])',
      join(workspace.folder, 'src/sum.js'),
      fixed,
    ]);
    await has('edit', 'Changed on disk src/sum.js', null);

    await workbench.runInTerminal('node test/sum.test.js');
    await has('test', 'node test/sum.test.js', 0);
    const change = session.panel.section('Current change');
    await expect.poll(() => change.innerText()).toContain('5 recorded steps read');
    await expect.poll(() => change.innerText()).toContain('with the steps that led to it');
    const shown = async () => [
      await session.panel.waitForScore(),
      ...(await workbench.badges()),
      ...(await workbench.codeLenses()),
      await workbench.statusItem.innerText(),
    ];
    // The editor asks for lenses anew in its own time.
    await expect
      .poll(async () => new Set((await shown()).map(text => /\d+(?=\s%)/.exec(text)?.[0])))
      .toHaveProperty('size', 1);
    await workbench.screenshot('recorded-change');
    workspace.git('commit', '-q', '-a', '-m', 'Add the items up');
    await has('run', 'git commit', 0);

    await expect.poll(async () => (await stored())[0]?.ended).toBe(true);
    const [only] = await stored();
    expect(only?.trajectory.task?.title).toBe('sum() counts items instead of adding them');
    expect(only?.trajectory.origin).toEqual({ kind: 'unknown' });
    expect(only?.trajectory.steps[2]?.output?.text).toBe('1 failed: expected 5');
    expect(only?.trajectory.steps[3]?.patch).toContain('+  return items.reduce((a, b) => a + b, 0);');
    expect(only?.trajectory.patch?.text).toContain('README.md');
    await expect.poll(status).toContain('Ready to record');
  });

  it('is drawn step by step, with the score after each step', async () => {
    const { workbench } = session;
    const timeline = await workbench.timeline();
    const rows = async () =>
      (await timeline.locator('.step .label').allTextContents()).map(text => text.trim());
    await expect
      .poll(rows)
      .toEqual([
        'src/sum.js',
        'README.md',
        'node test/sum.test.js',
        'src/sum.js, changed on disk',
        'node test/sum.test.js',
        'git commit: Add the items up',
      ]);
    await expect.poll(() => timeline.locator('.step .score').count(), { timeout: 60_000 }).toBe(6);
    await timeline.getByRole('option', { name: /^edit, src\/sum\.js, \+\d+ −\d+ ?, score \d+/ }).waitFor();
    // At the end of what is recorded, whatever height the view gets.
    const beneath = `(list => Math.round(list.scrollHeight - list.scrollTop - list.clientHeight))(document.querySelector('.steps'))`;
    const { width, height } = workbench.page.viewportSize() ?? { width: 1280, height: 900 };
    for (const other of [height + 600, height]) {
      const before = await timeline.evaluate<number>('innerHeight');
      await workbench.page.setViewportSize({ width, height: other });
      await expect.poll(() => timeline.evaluate<number>('innerHeight')).not.toBe(before);
      await expect.poll(() => timeline.evaluate<number>(beneath)).toBeLessThanOrEqual(1);
    }
    // Also when it is high for a single frame, whose scrolling is told of when it is low again.
    await timeline.evaluate(`new Promise(done => requestAnimationFrame(() => {
      const root = document.getElementById('timeline');
      root.style.height = '3000px';
      setTimeout(() => { root.style.height = ''; requestAnimationFrame(() => requestAnimationFrame(done)); });
    }))`);
    expect(await timeline.evaluate<number>(beneath)).toBeLessThanOrEqual(1);
    expect(await timeline.getByRole('img').getAttribute('aria-label')).toMatch(
      /^Score after each edit: \d+\s%/,
    );
    const policy = `document.querySelector('meta[http-equiv="Content-Security-Policy"]').content`;
    for (const { frame } of [session.panel, { frame: timeline }])
      expect(await frame.evaluate<string>(policy)).toMatch(
        /^default-src 'none'; script-src 'nonce-[^']+'; style-src [^;]+; base-uri 'none'; form-action 'none'$/,
      );
    expect(await accessibilityProblems({ frame: timeline })).toEqual([]);
    await workbench.screenshot('timeline');
  });

  it('opens the diff of a step, by mouse and by keyboard', async () => {
    const { workbench } = session;
    const timeline = await workbench.timeline();
    await timeline.getByRole('option', { name: /changed on disk/ }).click();
    await workbench.page.locator('.tab.active', { hasText: 'Step 4: src/sum.js, changed on disk' }).waitFor();
    await expect
      .poll(() => workbench.page.locator('.monaco-diff-editor .view-lines').allInnerTexts())
      .toEqual([expect.stringMatching(/length;\s0;/), expect.stringContaining('reduce')]);
    await timeline.getByRole('listbox').focus();
    for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'Enter']) await workbench.page.keyboard.press(key);
    await workbench.page.locator('.tab.active', { hasText: 'step 3.txt' }).waitFor();
    expect(await timeline.getByRole('listbox').getAttribute('aria-activedescendant')).toBe('step-3');
    await workbench.screenshot('timeline-step');
  });

  it('lies outside the repository, and nothing of ignored files and secrets is in it', async () => {
    workspace.write('out/built.js', 'const ignored = 1;\n');
    workspace.write('.env', 'API_TOKEN=blue-whale-sings-77\n');
    // The editor notices what other programs write a moment later.
    await session.workbench.page.waitForTimeout(1_500);
    await session.workbench.openFile('README.md');
    await session.workbench.goToEndOfLine(1);
    await session.workbench.page.keyboard.type(
      ' ghp_abcdefghijklmnopqrstuvwxyz0123456789 blue-whale-sings-77',
    );
    await session.workbench.page.keyboard.press('Control+S');
    await expect.poll(async () => (await stored()).at(-1)?.hidden).toBe(2);
    const newest = (await stored()).at(-1)!;
    expect(newest.bytes).not.toMatch(/ghp_abc|blue-whale|const ignored/);
    // A command that runs elsewhere is not about this workspace.
    await session.workbench.runInTerminal('cd /tmp');
    await expect.poll(stepsTold).toContainEqual([expect.anything(), 'cd /tmp', 0]);
    await session.workbench.runInTerminal('echo elsewhere');
    await session.workbench.runInTerminal('cd -');
    await session.workbench.runInTerminal('echo here again');
    await expect.poll(stepsTold).toContainEqual([expect.anything(), 'echo here again', 0]);
    expect(JSON.stringify(await stepsTold())).not.toContain('elsewhere');
    expect(workspace.git('status', '--porcelain', '--ignored')).not.toContain('trajector');
    expect(existsSync(join(workspace.folder, '.vscode'))).toBe(false);
  });

  it('holds what was typed last when the window closes', async () => {
    const { workbench } = session;
    await workbench.openFile('README.md');
    await workbench.goToEndOfLine(1);
    await workbench.page.keyboard.type(' last words');
    const last = async () => (await stored()).at(-1)?.trajectory.steps.at(-1)?.patch ?? '';
    expect(await last()).not.toContain('last words');
    // The page asks whether it may leave with a file that is not saved.
    workbench.page.once('dialog', dialog => void dialog.accept());
    await workbench.page.reload();
    await expect.poll(last).toContain('last words');
    await expect.poll(status, { timeout: 40_000 }).toContain('Ready to record');
    await workbench.openFile('README.md');
    await workbench.goToEndOfLine(1);
    await workbench.page.keyboard.type(' and after');
    await workbench.page.keyboard.press('Control+S');
    // What comes next would be missed by a window that does not record yet.
    await expect.poll(last).toContain('and after');
    await session.showPanel();
  });

  it("notices an agent's own session without being looked at, draws it as it is written, and takes it as evidence", async () => {
    const { workbench } = session;
    await workbench.runCommand('View: Close Primary Side Bar');
    const agent = new ClaudeSession(workbench.userDataDir, workspace.folder);
    agent.prompt('Print what the sum is of');
    const file = join(workspace.folder, 'src/print.js');
    agent.call('t1', 'Edit', { file_path: file, old_string: 'Sum $', new_string: 'Sum of all items: $' });
    workspace.write('src/print.js', PRINT.replace('Sum $', 'Sum of all items: $'));
    agent.result('t1', 'The file has been updated.');
    await expect.poll(status, { timeout: 40_000 }).toContain('Claude Code live');
    await expect
      .poll(async () => (await stored()).find(({ ended }) => !ended)?.trajectory.origin)
      .toMatchObject({ kind: 'agent', name: 'Claude Code', evidence: [{ kind: 'sessionFile' }] });

    await workbench.page.locator('[id="swe-rm.swe-rm.sweRm.capture"]').click();
    await workbench.quickPickRow('Show Claude Code, live').click();
    // The side bar comes back with the view.
    await workbench.page.locator('.part.sidebar .pane-header', { hasText: 'Trajectory' }).waitFor();
    const timeline = await workbench.timeline();
    await timeline.getByText('Claude Code, live').waitFor();
    const began = Date.now();
    agent.call('t2', 'Bash', { command: 'node test/sum.test.js' });
    await timeline.getByRole('option', { name: /node test\/sum\.test\.js/ }).waitFor();
    process.stdout.write(`A line of an agent's session was drawn after ${Date.now() - began} ms\n`);
    agent.result('t2', 'Exit code 1\n1 failed', true);
    await timeline.getByRole('option', { name: /test run, failed, node test/ }).waitFor();
    await workbench.screenshot('timeline-agent');
    // Its steps are what the change is read with.
    await session.showPanel();
    const change = session.panel.section('Current change');
    await expect.poll(() => change.innerText()).toMatch(/\d steps of Claude Code read/);
    // And as the only candidate it is the same change, with the same score.
    const alternatives = session.panel.section('Alternatives');
    await alternatives.getByRole('button', { name: 'Add Current Change' }).click();
    await session.panel.waitForSentence('Alternatives', /the steps that led to it were read/);
    expect(await alternatives.locator('.score .percent').innerText()).toBe(
      await session.panel.changeScore.innerText(),
    );
    await alternatives.getByRole('button', { name: 'Remove All' }).click();
  });

  it('shows 10,000 steps, and scrolls through them without waiting', async () => {
    const { workbench } = session;
    workspace.write('out/long.json', JSON.stringify(longTrajectory(10_000)));
    await workbench.runCommand('SWE-RM: Import Trajectory…');
    const dialog = workbench.page.locator('.quick-input-widget:visible');
    const input = dialog.locator('input[type="text"]').first();
    // It offers the workspace's folder first; what is typed before that is lost.
    await expect.poll(() => input.inputValue()).toContain(workspace.folder);
    await input.fill(join(workspace.folder, 'out', 'long.json'));
    const began = Date.now();
    await workbench.quickPickRow('long.json').click();
    const timeline = await workbench.timeline();
    await timeline.getByText('10,000 steps').waitFor({ timeout: 120_000 });
    const imported = Date.now() - began;
    // As many rows as are in sight, not as there are.
    expect(await timeline.locator('.step').count()).toBeLessThan(120);
    const frames = (await timeline.evaluate<number[]>(SCROLL_THROUGH)).sort((a, b) => a - b);
    process.stdout.write(
      `10,000 steps: imported and drawn after ${imported} ms; of ${frames.length} frames of scrolling the middle one took ` +
        `${Math.round(frames[frames.length >> 1] ?? 0)} ms, the slowest ${Math.round(frames.at(-1) ?? 0)} ms\n`,
    );
    await expect.poll(() => timeline.locator('.step').last().getAttribute('id')).toBe('step-10000');
    await timeline.getByRole('listbox').focus();
    for (const key of ['Home', 'PageDown', 'ArrowDown', 'End', 'ArrowUp'])
      await workbench.page.keyboard.press(key);
    const active = () => timeline.getByRole('listbox').getAttribute('aria-activedescendant');
    await expect.poll(active).toBe('step-9999');
    await workbench.screenshot('timeline-10000');
  });

  it('can be paused, stopped and deleted, and says what was deleted', async () => {
    const { workbench } = session;
    const offered = (...verbs: readonly string[]) =>
      [
        ...verbs.map(verb => `SWE-RM: ${verb} Recording`),
        'SWE-RM: Manage Recording…',
        'SWE-RM: Show Current Recording',
      ].sort();
    await expect.poll(() => workbench.commandsNamed('Recording')).toEqual(offered('Pause', 'Stop'));
    await workbench.runCommand('SWE-RM: Pause Recording');
    await expect.poll(status).toContain('Recording paused');
    expect(await workbench.commandsNamed('Recording')).toEqual(offered('Start', 'Stop'));
    await workbench.runCommand('SWE-RM: Stop Recording');
    await expect.poll(status).toContain('Not recording');
    expect(await workbench.commandsNamed('Recording')).toEqual(offered('Start'));
    await workbench.runCommand('SWE-RM: Manage Recording…');
    await workbench.quickPickRow('Turn recording off').click();
    await expect.poll(() => workbench.page.locator('[id="swe-rm.swe-rm.sweRm.capture"]').count()).toBe(0);
    expect(await workbench.commandsNamed('Recording')).toEqual(offered());
    await workbench.runCommand('SWE-RM: Delete All Trajectories…');
    await workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Delete All' }).click();
    await expect.poll(async () => (await stored()).length).toBe(0);
    expect(await workbench.notifications()).toMatch(
      /Deleted 3 trajectories \(\S+ [kM]B\) from \S+\/trajectories\./,
    );
  });
});
