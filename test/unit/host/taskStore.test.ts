import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  lstatSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TaskStore } from '../../../src/host/task/taskStore';
import type * as editorEvents from './editorEvents';

const editor = vi.hoisted(() => ({ taskFile: '' }));

vi.mock('vscode', async original => {
  const nothing = () => ({ dispose: () => undefined });
  /** As the editor tells: a link has the sign of what it leads to besides its own. */
  const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 };
  class FileSystemError extends Error {
    readonly code = 'FileNotFound';
  }
  return {
    ...(await original<typeof editorEvents>()),
    Disposable: { from: nothing },
    RelativePattern: class {},
    FileSystemError,
    FileType,
    Uri: { file: (fsPath: string) => ({ fsPath }), joinPath: joined },
    workspace: {
      getConfiguration: () => ({
        get: (name: string) => (name === 'taskFile' ? editor.taskFile : undefined),
      }),
      createFileSystemWatcher: () => ({ onDidCreate: nothing, onDidChange: nothing, onDidDelete: nothing }),
      onDidChangeConfiguration: nothing,
      fs: {
        stat: ({ fsPath }: { fsPath: string }) => {
          const status = statSync(fsPath, { throwIfNoEntry: false });
          if (status === undefined) throw new FileSystemError();
          const type = status.isDirectory() ? FileType.Directory : FileType.File;
          const link = lstatSync(fsPath).isSymbolicLink() ? FileType.SymbolicLink : 0;
          return Promise.resolve({ type: type | link, size: status.size });
        },
        readFile: ({ fsPath }: { fsPath: string }) => Promise.resolve(readFileSync(fsPath)),
      },
    },
  };
});

function joined({ fsPath }: { fsPath: string }, ...parts: readonly string[]) {
  return { fsPath: join(fsPath, ...parts) };
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'swe-rm-task-'));
  writeFileSync(join(folder, 'TASK.md'), '# Totals ignore the quantity\n');
  writeFileSync(join(folder, 'long.md'), 'word '.repeat(200_000));
  symlinkSync('TASK.md', join(folder, 'linked.md'));
  mkdirSync(join(folder, 'docs'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What is known once the task file that is set has been looked at. */
async function look(taskFile: string) {
  editor.taskFile = taskFile;
  const parts = [{ fsPath: folder }, { get: () => undefined }, { warn: () => undefined }];
  const tasks = new TaskStore(...(parts as unknown as ConstructorParameters<typeof TaskStore>));
  const task = await tasks.current();
  tasks.dispose();
  return { title: task?.title ?? null, problem: tasks.fileProblem };
}

it('the task is what the file says', async () => {
  expect(await look('TASK.md')).toEqual({ title: 'Totals ignore the quantity', problem: null });
});

it.each(['', 'missing.md'])('there is nothing wrong with "%s": there is no task', async name => {
  expect(await look(name)).toEqual({ title: null, problem: null });
});

it.each([
  ['../TASK.md', 'the setting sweRm.taskFile names no file inside the folder'],
  ['/etc/hostname', 'the setting sweRm.taskFile names no file inside the folder'],
  ['linked.md', 'linked.md is a link, and links are not read'],
  ['long.md', 'long.md is too large for a task'],
  ['docs', 'docs is no file'],
])('%s cannot be the task, and it is known why', async (name, problem) => {
  expect(await look(name)).toEqual({ title: null, problem });
});
