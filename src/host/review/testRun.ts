import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { withoutFilters } from '../../platform/git/contentFilters';
import type { Git } from '../../platform/git/git';
import { ScratchIndex } from '../../platform/git/scratchIndex';
import { messageOf } from '../../core/text/messageOf';
import { Disposables } from '../disposal';

/** Something that tests can run on. */
export interface Testable {
  /** "feature, since main" */
  readonly label: string;
  /** Full id of the commit whose files are the ground. */
  readonly commit: string;
  /** Applied to them; null: the commit is the change. */
  readonly patch: string | null;
}

/** Of milliseconds: tests that ran for longer are not waited for by anybody. */
const LEFT_BEHIND = 24 * 60 * 60 * 1_000;

/** As a shell tells that Ctrl+C ended it: 128 + SIGINT. */
const INTERRUPTED = 130;

/** Shells that know `trap`. */
const POSIX_SHELL = /(?:^|\/)(?:ba|da|k|z)?sh$/;

/**
 * As such a shell tells that it could not run, or did not find, the command or one that the command calls: a slip of the pen, or packages
 * that the copy lacks. It says nothing about the change.
 */
const NOT_RUN: ReadonlySet<number> = new Set([126, 127]);

/** Where copies are made for the time of a run. */
interface TestPlace {
  readonly scratch: string;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
}

/**
 * Runs a command on a copy of a change: its files are written to a folder of their own, the command runs there as a
 * task in a terminal that the person sees and can stop, and the folder is removed. Neither the repository nor the work
 * tree is touched by us.
 *
 * @param signal stops it
 * @returns whether it ended with status 0; null when it was stopped before it ended
 * @throws when the copy cannot be made, or there the command cannot be run
 */
export async function runOnCopy(
  git: Git,
  change: Testable,
  command: string,
  { scratch, log }: TestPlace,
  signal: AbortSignal,
): Promise<boolean | null> {
  await mkdir(scratch, { recursive: true });
  await removeLeftBehind(scratch, log);
  const folder = await mkdtemp(path.join(scratch, 'tests-'));
  try {
    await writeCopy(git, change, folder);
    return signal.aborted ? null : await runTask(`Tests of ${change.label}`, command, folder, signal);
  } finally {
    await removeCopy(folder, log);
  }
}

/** Removes copies of runs whose window closed, or ended, before they did. */
async function removeLeftBehind(scratch: string, log: TestPlace['log']): Promise<void> {
  for (const name of await readdir(scratch)) {
    const folder = path.join(scratch, name);
    const status = await stat(folder).catch(() => null);
    if (status !== null && Date.now() - status.mtimeMs > LEFT_BEHIND) await removeCopy(folder, log);
  }
}

/** A process that outlives the command may hold files open: that changes nothing about the result. */
async function removeCopy(folder: string, log: TestPlace['log']): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    log.warn(`${folder} could not be removed after its tests: ${messageOf(error)}`);
  }
}

async function writeCopy(git: Git, { commit, patch, label }: Testable, folder: string): Promise<void> {
  const filters = await withoutFilters(git.root);
  const scratch = await ScratchIndex.at(git, commit);
  try {
    const failure = patch === null ? null : await scratch.apply(patch);
    if (failure !== null) throw new Error(`${label} does not apply to its base; it cannot be tested.`);
    await scratch.checkOut(folder, filters);
  } finally {
    await scratch.dispose();
  }
}

/**
 * The command as its shell is told it. By itself a shell may give its place to the command, and of a process that a signal ends,
 * whether of Ctrl+C or of a crash, the editor tells status 0: the tests would have passed. A shell with a trap stays, and knows
 * Ctrl+C from a failure whatever the command makes of it.
 */
function watched(command: string): string {
  return isPosixShell() ? `trap 'exit ${INTERRUPTED}' INT; ${command}` : command;
}

function isPosixShell(): boolean {
  return POSIX_SHELL.test(vscode.env.shell);
}

function notRun(command: string, status: number): string {
  const what =
    status === 127 ? 'something that it calls was not found' : 'something that it calls cannot be run';
  return `“${command}” says nothing of the change: ${what} (status ${status}); see its terminal, and have the command install what is missing.`;
}

/** Runs a command in a terminal; true when it ended with status 0, null when it was stopped, by Ctrl+C in its terminal too. */
async function runTask(
  name: string,
  command: string,
  cwd: string,
  signal: AbortSignal,
): Promise<boolean | null> {
  const task = new vscode.Task(
    { type: 'swe-rm', command },
    vscode.TaskScope.Workspace,
    name,
    'SWE-RM',
    new vscode.ShellExecution(watched(command), { cwd }),
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, panel: vscode.TaskPanelKind.Dedicated };
  const listening = new Disposables();
  try {
    return await new Promise<boolean | null>((resolve, reject) => {
      let started: vscode.TaskExecution | null = null;
      const ours = (execution: vscode.TaskExecution) => execution === started || execution.task === task;
      listening.add(
        vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
          if (!ours(execution)) return;
          const stopped = signal.aborted || exitCode === undefined || exitCode === INTERRUPTED;
          if (!stopped && NOT_RUN.has(exitCode) && isPosixShell())
            reject(new Error(notRun(command, exitCode)));
          else resolve(stopped ? null : exitCode === 0);
        }),
      );
      // A terminal that was closed ends its task without a process to tell the status of.
      listening.add(
        vscode.tasks.onDidEndTask(({ execution }) => {
          if (ours(execution)) setTimeout(() => resolve(null), 500);
        }),
      );
      const stop = () => {
        started?.terminate();
        // Of a task whose terminal was closed as it began the editor tells no end.
        setTimeout(() => resolve(null), 500);
      };
      signal.addEventListener('abort', stop);
      listening.add({ dispose: () => signal.removeEventListener('abort', stop) });
      vscode.tasks.executeTask(task).then(execution => {
        started = execution;
        if (signal.aborted) stop();
      }, reject);
    });
  } finally {
    listening.dispose();
  }
}
