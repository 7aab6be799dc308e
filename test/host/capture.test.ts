import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Trajectory } from '../../src/core/trajectory/trajectory';
import { describeInEditor } from './browser';
import { EditorSession } from './editorSession';
import { storedTrajectories } from './storedTrajectories';
import { emptyWorkspace, type WorkspaceFixture } from './workspaceFixture';

const SUM = 'exports.sum = (items) => {\n  return items.length;\n};\n';
const TEST = `const { sum } = require('../src/sum');
if (sum([2, 3]) !== 5) {
  console.log('1 failed: expected 5');
  process.exit(1);
}
console.log('1 passed');
`;

let workspace: WorkspaceFixture;

function sumWorkspace(): WorkspaceFixture {
  workspace = emptyWorkspace();
  workspace.git('init', '-q', '-b', 'main');
  workspace.git('config', 'user.name', 'Test');
  workspace.git('config', 'user.email', 'test@example.invalid');
  workspace.write('src/sum.js', SUM);
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
    await workbench.page.keyboard.type(' // counts');
    await workbench.page.keyboard.press('Control+S');
    await has('edit', 'Edited and saved src/sum.js', null);
    await expect.poll(status).toMatch(/Recording: 1 step/);

    await workbench.openFile('README.md');
    await workbench.goToEndOfLine(1);
    await workbench.page.keyboard.type(' and more');
    await workbench.page.keyboard.press('Control+S');
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

  it('lies outside the repository, and nothing of ignored files and secrets is in it', async () => {
    workspace.write('out/built.js', 'const ignored = 1;\n');
    workspace.write('.env', 'API_TOKEN=blue-whale-sings-77\n');
    await session.workbench.openFile('README.md');
    await session.workbench.goToEndOfLine(1);
    await session.workbench.page.keyboard.type(
      ' ghp_abcdefghijklmnopqrstuvwxyz0123456789 blue-whale-sings-77',
    );
    await session.workbench.page.keyboard.press('Control+S');
    await expect.poll(async () => (await stored())[1]?.hidden).toBe(2);
    const newest = (await stored())[1]!;
    expect(newest.bytes).not.toMatch(/ghp_abc|blue-whale|const ignored/);
    expect(workspace.git('status', '--porcelain', '--ignored')).not.toContain('trajector');
    expect(existsSync(join(workspace.folder, '.vscode'))).toBe(false);
  });

  it('can be paused, stopped and deleted, and says what was deleted', async () => {
    const { workbench } = session;
    await workbench.runCommand('SWE-RM: Pause Recording');
    await expect.poll(status).toContain('Recording paused');
    await workbench.runCommand('SWE-RM: Stop Recording');
    await expect.poll(status).toContain('Not recording');
    await workbench.runCommand('SWE-RM: Delete All Trajectories…');
    await workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Delete All' }).click();
    await expect.poll(async () => (await stored()).length).toBe(0);
    expect(await workbench.notifications()).toMatch(
      /Deleted 2 trajectories \(\d+ kB\) from \S+\/trajectories\./,
    );
  });
});
