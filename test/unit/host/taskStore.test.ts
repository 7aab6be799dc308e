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
import { setTask } from '../../../src/host/task/setTask';
import { TaskStore } from '../../../src/host/task/taskStore';
import type * as editorEvents from './editorEvents';

const editor = vi.hoisted(() => ({
  taskFile: '',
  /** The pattern of the files that are watched. */
  watched: '',
  written: (): void => undefined,
  configured: (): void => undefined,
  clipboard: '',
  /** How files are read next, in place of the disk. */
  reads: [] as (() => Promise<Buffer>)[],
  warning: null as string | null,
}));

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
    RelativePattern: class {
      constructor(
        readonly base: unknown,
        readonly pattern: string,
      ) {}
    },
    FileSystemError,
    FileType,
    Uri: { file: (fsPath: string) => ({ fsPath }), joinPath: joined },
    env: { clipboard: { readText: () => Promise.resolve(editor.clipboard) } },
    window: {
      showQuickPick: (items: readonly { readonly label: string }[]) =>
        Promise.resolve(items.find(({ label }) => label.includes('clipboard'))),
      showWarningMessage: (message: string) => void (editor.warning = message),
    },
    workspace: {
      getConfiguration: () => ({
        get: (name: string) => (name === 'taskFile' ? editor.taskFile : undefined),
      }),
      createFileSystemWatcher: ({ pattern }: { pattern: string }) => (
        (editor.watched = pattern),
        {
          onDidCreate: nothing,
          onDidChange: (written: () => void) => ((editor.written = written), nothing()),
          onDidDelete: nothing,
        }
      ),
      onDidChangeConfiguration: (changed: (event: unknown) => void) => {
        editor.configured = () => changed({ affectsConfiguration: () => true });
        return nothing();
      },
      fs: {
        stat: ({ fsPath }: { fsPath: string }) => {
          const status = statSync(fsPath, { throwIfNoEntry: false });
          if (status === undefined) throw new FileSystemError();
          const type = status.isDirectory() ? FileType.Directory : FileType.File;
          const link = lstatSync(fsPath).isSymbolicLink() ? FileType.SymbolicLink : 0;
          return Promise.resolve({ type: type | link, size: status.size });
        },
        readFile: ({ fsPath }: { fsPath: string }) =>
          editor.reads.shift()?.() ?? Promise.resolve(readFileSync(fsPath)),
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
  writeFileSync(join(folder, 'long.md'), 'x'.repeat(200_001));
  writeFileSync(join(folder, 'longer.md'), 'word '.repeat(200_000));
  writeFileSync(join(folder, 'utf16.md'), Buffer.from('\ufeffTotals ignore the quantity\r\n', 'utf16le'));
  symlinkSync('TASK.md', join(folder, 'linked.md'));
  mkdirSync(join(folder, 'docs'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function store(taskFile: string): TaskStore {
  editor.taskFile = taskFile;
  const parts = [{ fsPath: folder }, { get: () => undefined }, { warn: () => undefined }];
  return new TaskStore(...(parts as unknown as ConstructorParameters<typeof TaskStore>));
}

/** What is known once the task file that is set has been looked at. */
async function look(taskFile: string) {
  const tasks = store(taskFile);
  const task = await tasks.current();
  tasks.dispose();
  return { title: task?.title ?? null, problem: tasks.fileProblem };
}

it.each([
  ['TASK.md', 'TASK.md'],
  ['./docs//task.md', 'docs/task.md'],
  ['docs/task [1].md', 'docs/task ?1?.md'],
  ['{a,b}*?.md', '?a,b???.md'],
])('%s is watched by its name, which is no pattern', async (name, pattern) => {
  const tasks = store(name);
  await tasks.current();
  expect(editor.watched).toBe(pattern);
  tasks.dispose();
});

it.each(['TASK.md', 'utf16.md'])('the task is what %s says', async name => {
  expect(await look(name)).toEqual({ title: 'Totals ignore the quantity', problem: null });
});

it('a file that was written while it was read for the first time is no missing task', async () => {
  const text = (words: string) => Promise.resolve(Buffer.from(words));
  editor.reads.push(
    () => text('# Old\n'),
    () => new Promise(setImmediate).then(() => text('# New\n')),
  );
  const tasks = store('TASK.md');
  const current = tasks.current();
  editor.written();
  expect((await current)?.title).toBe('New');
  tasks.dispose();
});

it.each([
  [' \n', 'The task stays as it is: there is no text in the clipboard.'],
  [
    'x'.repeat(200_001),
    'The task stays as it is: the clipboard is longer than the 200,000 characters that a task may have.',
  ],
  ['x'.repeat(200_000), null],
])('a text that is taken from the clipboard is kept whole, or it is said why not', async (text, problem) => {
  Object.assign(editor, { clipboard: text, warning: null });
  const kept: unknown[] = [];
  const update = (_: string, value: unknown) => Promise.resolve(void kept.push(value));
  const parts = [{ fsPath: folder }, { get: () => undefined, update }, { warn: () => undefined }];
  const tasks = new TaskStore(...(parts as unknown as ConstructorParameters<typeof TaskStore>));
  await setTask(tasks);
  tasks.dispose();
  expect([kept, editor.warning]).toEqual([problem === null ? [{ text, source: 'clipboard' }] : [], problem]);
});

it.each(['', 'missing.md'])('there is nothing wrong with "%s": there is no task', async name => {
  expect(await look(name)).toEqual({ title: null, problem: null });
});

it.each([
  ['../TASK.md', 'the setting sweRm.taskFile names no file inside the folder'],
  ['/etc/hostname', 'the setting sweRm.taskFile names no file inside the folder'],
  ['linked.md', 'linked.md is a link, and links are not read'],
  ['long.md', 'long.md is longer than the 200,000 characters that a task may have'],
  ['longer.md', 'longer.md is longer than the 200,000 characters that a task may have'],
  ['docs', 'docs is not a file'],
])('%s cannot be the task, and it is known why', async (name, problem) => {
  expect(await look(name)).toEqual({ title: null, problem });
});

it('that it was read is no change, which would have all files looked at again; what is written in it is, and another file', async () => {
  const tasks = store('TASK.md');
  const told: (string | null)[] = [];
  tasks.onDidChange(async () => void told.push((await tasks.current())?.title ?? null));
  await tasks.current();
  await tasks.current();
  expect(told).toEqual([]);
  writeFileSync(join(folder, 'TASK.md'), '# Merging loses the quantity\n');
  editor.written();
  await expect.poll(() => told).toEqual(['Merging loses the quantity']);
  editor.taskFile = '';
  editor.configured();
  await expect.poll(() => told).toEqual(['Merging loses the quantity', null]);
  tasks.dispose();
});
