import * as fs from 'node:fs/promises';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runOnCopy } from '../../../src/host/review/testRun';
import type * as editorEvents from './editorEvents';
import { TestRepository } from '../platform/repository';

vi.mock('node:fs/promises', async original => {
  const real = await original<typeof fs>();
  return { ...real, rm: vi.fn(real.rm) };
});

/** How the command ends, and what it does in its folder before. */
const run = vi.hoisted(() => ({
  exitCode: undefined as number | 'never' | undefined,
  shell: '/bin/bash',
  commandLine: '',
  command: null as ((folder: string) => void) | null,
}));

vi.mock('vscode', async original => {
  const { EventEmitter } = await original<typeof editorEvents>();
  const [ended, closed] = [new EventEmitter<unknown>(), new EventEmitter<unknown>()];
  class ShellExecution {
    constructor(
      readonly commandLine: string,
      readonly options: { readonly cwd: string },
    ) {}
  }
  class Task {
    readonly execution: unknown;
    constructor(...parts: readonly unknown[]) {
      this.execution = parts[4];
    }
  }
  return {
    env: {
      get shell() {
        return run.shell;
      },
    },
    ShellExecution,
    Task,
    TaskScope: { Workspace: 1 },
    TaskRevealKind: { Always: 1 },
    TaskPanelKind: { Dedicated: 1 },
    tasks: {
      onDidEndTaskProcess: ended.event,
      onDidEndTask: closed.event,
      executeTask: (task: Task) => {
        if (task.execution instanceof ShellExecution) {
          run.commandLine = task.execution.commandLine;
          run.command?.(task.execution.options.cwd);
        }
        // A shell that was ended may have a status of its own.
        const execution = { task, terminate: () => ended.fire({ execution, exitCode: 143 }) };
        if (run.exitCode !== 'never') setImmediate(() => ended.fire({ execution, exitCode: run.exitCode }));
        return Promise.resolve(execution);
      },
    },
  };
});

describe('tests on a copy of a change', () => {
  let repository: TestRepository;
  let base: string;
  let scratch: string;
  let stop: AbortController;
  const warnings: string[] = [];
  const log = { warn: (line: string) => warnings.push(line) };
  const PATCH = '--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two\n';

  beforeEach(() => {
    repository = new TestRepository();
    base = repository.commit('base', { 'a.txt': 'one\n' });
    scratch = mkdtempSync(join(tmpdir(), 'swe-rm-tests-'));
    stop = new AbortController();
    warnings.length = 0;
    run.exitCode = 0;
    run.shell = '/bin/bash';
    run.command = null;
  });
  afterEach(() => {
    vi.mocked(fs.rm).mockClear();
    repository.remove();
    rmSync(scratch, { recursive: true, force: true });
  });

  const test = async (patch: string | null = PATCH) =>
    runOnCopy(
      await repository.open(),
      { label: 'it', commit: base, patch },
      'true',
      { scratch, log },
      stop.signal,
    );

  it.each([
    [0, true],
    [2, false],
    [130, null],
    [undefined, null],
  ])('that end with %s say %s, and leave nothing behind', async (exitCode, result) => {
    run.exitCode = exitCode;
    let [folder, text] = ['', ''];
    run.command = cwd => ([folder, text] = [cwd, readFileSync(join(cwd, 'a.txt'), 'utf8')]);
    expect(await test()).toBe(result);
    expect(text).toBe('two\n');
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(scratch)).toEqual([]);
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  it.each([126, 127])('that a shell could not run (%s) are an error and no failure', async exitCode => {
    run.exitCode = exitCode;
    await expect(test()).rejects.toThrow(/“true” says nothing of the change: .+ \(status 12[67]\)/);
    expect(readdirSync(scratch)).toEqual([]);
    // To another shell the number means nothing.
    run.shell = 'C:\\Windows\\System32\\cmd.exe';
    expect(await test()).toBe(false);
  });

  it('say null when they are stopped, before they begin and while they run, and leave nothing behind', async () => {
    run.exitCode = 'never';
    let begun = 0;
    run.command = () => {
      begun += 1;
      setTimeout(() => stop.abort(), 5);
    };
    expect(await test()).toBeNull();
    expect(await test()).toBeNull();
    expect(begun).toBe(1);
    expect(readdirSync(scratch)).toEqual([]);
  });

  it.each([
    ['/usr/bin/bash', "trap 'exit 130' INT; true"],
    ['/bin/sh', "trap 'exit 130' INT; true"],
    ['/bin/zsh', "trap 'exit 130' INT; true"],
    ['/usr/bin/pwsh', 'true'],
    ['C:\\Windows\\System32\\cmd.exe', 'true'],
  ])('have a shell that tells Ctrl+C from a failure: %s', async (shell, commandLine) => {
    run.shell = shell;
    expect(await test()).toBe(true);
    expect(run.commandLine).toBe(commandLine);
  });

  it('keep their result when the copy cannot be removed, and the log names the folder', async () => {
    run.exitCode = 1;
    const held = (path: unknown) => String(path).includes('tests-');
    const real = vi.mocked(fs.rm).getMockImplementation();
    vi.mocked(fs.rm).mockImplementation(async (path, options) => {
      if (held(path)) throw new Error('EBUSY');
      await real?.(path, options);
    });
    expect(await test()).toBe(false);
    vi.mocked(fs.rm).mockReset();
    expect(warnings).toEqual([
      expect.stringMatching(/tests-\S+ could not be removed after its tests: EBUSY/),
    ]);
  });

  it('remove the copy of a run that its window did not outlive, and none that may still be used', async () => {
    const [old, young] = [join(scratch, 'tests-old'), join(scratch, 'tests-young')];
    for (const folder of [old, young]) {
      mkdirSync(folder);
      writeFileSync(join(folder, 'a.txt'), 'one\n');
    }
    utimesSync(old, 0, 0);
    // Tests of another window may run for hours.
    const hoursAgo = Date.now() / 1_000 - 20 * 60 * 60;
    utimesSync(young, hoursAgo, hoursAgo);
    expect(await test()).toBe(true);
    expect(readdirSync(scratch)).toEqual(['tests-young']);
  });

  it('are not run where the change does not apply', async () => {
    let ran = false;
    run.command = () => void (ran = true);
    await expect(test(PATCH.replace('-one', '-none'))).rejects.toThrow(/does not apply/);
    expect(ran).toBe(false);
    expect(readdirSync(scratch)).toEqual([]);
  });
});
