import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Task } from '../../../../src/core/task/task';
import { EMPTY_TRAJECTORY } from '../../../../src/core/trajectory/emptyTrajectory';
import { EditReplay } from '../../../../src/core/trajectory/replayEdits';
import type { Trajectory } from '../../../../src/core/trajectory/trajectory';
import { Baseline } from '../../../../src/platform/capture/baseline';
import { diskContent } from '../../../../src/platform/capture/diskContent';
import { HeadLog } from '../../../../src/platform/capture/headLog';
import type { FileProblems } from '../../../../src/platform/capture/problemNote';
import type { EndedCommand, RecordedEditor } from '../../../../src/platform/capture/recordedEditor';
import { Recorder } from '../../../../src/platform/capture/recorder';
import { BREAKS, BrokenGit } from '../brokenGit';
import { gitProcesses } from '../gitProcesses';
import { Git } from '../../../../src/platform/git/git';
import { Redactor } from '../../../../src/platform/redaction/redactor';
import { TrajectoryStore } from '../../../../src/platform/store/trajectoryStore';
import { TrajectoryWriter } from '../../../../src/platform/store/trajectoryWriter';
import { collectGarbage } from '../../collectGarbage';
import { ROOT, step } from '../store/steps';

const CART = 'export function total(items) {\n  return items.length;\n}\n';
const NONE: FileProblems = { errors: 0, warnings: 0, lines: [] };

let root: string;
let storage: string;
let store: TrajectoryStore;
let recorder: Recorder;
let unsaved: Map<string, string>;
let problems: Map<string, FileProblems>;
let task: Task | null;
let logged: string[];
/** Milliseconds by which the recorder's clock is fast. */
let later: number;
/** What the recorder waits for before it looks at git's log; whatever is reported meanwhile waits behind it. */
let held: Promise<void>;
/** Happens as soon as the unsaved documents have been looked at. */
let meanwhile: () => void;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'swe-rm-recorded-'));
  storage = mkdtempSync(join(tmpdir(), 'swe-rm-storage-'));
  unsaved = new Map();
  problems = new Map();
  logged = [];
  later = 0;
  held = Promise.resolve();
  meanwhile = () => undefined;
  task = { title: 'Totals are wrong', body: '', source: 'TASK.md' };
  git('init', '-q', '-b', 'main');
  write('src/cart.ts', CART);
  write('README.md', '# Shop\n');
  write('.gitignore', 'out/\n*.log\n');
  git('add', '.');
  git('commit', '-q', '-m', 'Shop');
  root = execFileSync('realpath', [root], { encoding: 'utf8' }).trim();
  store = new TrajectoryStore(storage, new Redactor());
  recorder = await newRecorder();
});

afterEach(async () => {
  await recorder.dispose();
  await store.dispose();
  rmSync(root, { recursive: true, force: true });
  rmSync(storage, { recursive: true, force: true });
});

function git(...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...args], {
    cwd: root,
    stdio: 'pipe',
  });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

async function unarmedRecorder(): Promise<Recorder> {
  const opened = await Git.open(root);
  if ('problem' in opened) throw new Error(opened.problem);
  const editor: RecordedEditor = {
    name: 'vscode',
    version: '1.101.0',
    content: path => {
      const text = unsaved.get(path);
      return text === undefined ? diskContent(root, path) : Promise.resolve({ kind: 'text', text });
    },
    isUnsaved: path => unsaved.has(path),
    unsaved: () => {
      const found = [...unsaved].map(([path, text]) => ({ path, text }));
      meanwhile();
      return found;
    },
    problems: path => problems.get(path) ?? NONE,
    task: () => Promise.resolve(task),
    excluded: () => new Set(['TASK.md']),
    retention: () => ({ maxAgeDays: 90, maxBytes: 1e9, maxCount: 100 }),
  };
  const headLog = await HeadLog.open(join(root, '.git'));
  const slow = Object.assign(Object.create(headLog) as HeadLog, {
    news: async () => {
      await held;
      return headLog.news();
    },
  });
  return new Recorder(
    opened,
    slow,
    store,
    editor,
    { changed: () => undefined, log: line => logged.push(line) },
    () => new Date(Date.now() + later),
  );
}

async function newRecorder(): Promise<Recorder> {
  const made = await unarmedRecorder();
  made.arm();
  await made.settled();
  return made;
}

/** What a person does in the editor. */
function type(path: string, text: string): void {
  unsaved.set(path, text);
  recorder.touch(path, 'typed');
}

/** A file with unsaved edits gets another name. */
function moveUnsaved(from: string, to: string): void {
  const text = unsaved.get(from)!;
  renameSync(join(root, from), join(root, to));
  unsaved.delete(from);
  unsaved.set(to, text);
}

async function typeAndSave(path: string, text: string): Promise<void> {
  type(path, text);
  write(path, text);
  unsaved.delete(path);
  recorder.saved(path);
  // The watcher reports the editor's own save as well.
  recorder.touch(path, 'disk');
  await recorder.settled();
}

/** Keeps the recorder at work; what is reported waits, until this is called. */
function busy(): () => void {
  let goOn = (): void => undefined;
  held = new Promise(resolve => (goOn = resolve));
  recorder.gitMayHaveMoved();
  return goOn;
}

async function outside(path: string, text: string): Promise<void> {
  write(path, text);
  recorder.touch(path, 'disk');
  await recorder.settled();
}

function endedCommand(commandLine: string, exitCode: number, text = 'output'): EndedCommand {
  const output = Promise.resolve({ text, chars: text.length });
  return { commandLine, exitCode, output, began: new Date(Date.now() - 5) };
}

async function command(commandLine: string, exitCode: number, text = 'output'): Promise<void> {
  recorder.commandBegan();
  recorder.commandEnded(endedCommand(commandLine, exitCode, text));
  await recorder.settled();
}

async function stored(): Promise<readonly Trajectory[]> {
  await recorder.settled();
  const all = await Promise.all((await store.list()).map(({ id }) => store.read(id)));
  return all.flatMap(read => {
    expect(read?.problems).toEqual([]);
    return read === null ? [] : [read.trajectory];
  });
}

/** Whether more may come of each, newest first. */
async function ended(): Promise<readonly (boolean | undefined)[]> {
  const all = await Promise.all((await store.list()).map(({ id }) => store.read(id)));
  return all.map(read => read?.ended);
}

async function only(): Promise<Trajectory> {
  const [first, ...others] = await stored();
  expect(others).toEqual([]);
  return first!;
}

const told = ({ steps }: Trajectory) =>
  steps.map(({ kind, message, command: line, exitCode }) => [kind, line ?? message, exitCode]);

it('reads the files of another branch together, not with a process for each', async () => {
  for (let i = 0; i < 250; i++) write(`lib/${i}.ts`, `export const a${i} = 1;\n`);
  git('add', '.');
  git('commit', '-q', '-m', 'Library');
  recorder.gitMayHaveMoved();
  await recorder.settled();
  for (let i = 0; i < 250; i++) recorder.touch(`lib/${i}.ts`, 'disk');
  write('lib/7.ts', 'export const a7 = 2;\n');
  const processes = await gitProcesses(() => recorder.settled());
  expect(recorder.current?.steps.map(({ patch }) => patch?.includes('+export const a7 = 2;'))).toEqual([
    true,
  ]);
  expect(processes.length).toBeLessThan(20);
});

describe('a recording', () => {
  it('is recorded although old trajectories cannot be deleted now', async () => {
    store.retain = () => Promise.reject(new Error('EBUSY'));
    await typeAndSave('src/cart.ts', CART.replace('length', 'size'));
    await recorder.settled();
    expect(recorder.state).toMatchObject({ kind: 'recording', steps: 1 });
  });

  it('holds what was done, in order, and ends with the commit', async () => {
    await typeAndSave('src/cart.ts', CART.replace('items.length', 'sum(items)'));
    await typeAndSave('README.md', '# A shop\n');
    await command('npx vitest run', 1, '1 failed');
    await outside('src/sum.ts', 'export const sum = items => 0;\n');
    await command('npx vitest run', 0, '1 passed');
    git('add', '.');
    git('commit', '-q', '-m', 'Mend the totals');
    recorder.gitMayHaveMoved();
    const trajectory = await only();
    expect(told(trajectory)).toEqual([
      ['edit', 'Edited and saved src/cart.ts', null],
      ['edit', 'Edited and saved README.md', null],
      ['test', 'npx vitest run', 1],
      ['edit', 'Created on disk src/sum.ts', null],
      ['test', 'npx vitest run', 0],
      ['run', 'git commit', 0],
    ]);
    expect(trajectory.task?.title).toBe('Totals are wrong');
    expect(trajectory.origin).toEqual({ kind: 'unknown' });
    expect(trajectory.patch).toMatchObject({ source: 'git', complete: true });
    expect(trajectory.patch?.text).toContain('+export const sum');
    expect(trajectory.steps[2]?.output?.text).toBe('1 failed');
    expect(await ended()).toEqual([true]);
    expect(recorder.state).toEqual({ kind: 'waiting' });
  });

  it('does not say that it is ready before it knows what has changed already', async () => {
    const made = await unarmedRecorder();
    made.arm();
    expect(made.state).toEqual({ kind: 'preparing' });
    await made.settled();
    expect(made.state).toEqual({ kind: 'waiting' });
    await made.dispose();
  });

  it('tells each edit against the one before, and together they are the change', async () => {
    await typeAndSave('src/cart.ts', CART.replace('items', 'things'));
    await typeAndSave('src/cart.ts', CART.replace('length', 'size'));
    const { steps, baseCommit } = await only();
    expect(steps[1]?.patch).toContain('-export function total(things)');
    const replay = new EditReplay(path =>
      Promise.resolve(
        execFileSync('git', ['show', `${baseCommit}:${path}`], { cwd: root, encoding: 'utf8' }),
      ),
    );
    for (const step of steps) await replay.take(step);
    expect(replay.texts.get('src/cart.ts')).toBe(CART.replace('length', 'size'));
    expect(replay.patch()).toContain('+  return items.size;');
  });

  it('begins with the first edit, and takes along the commands that led to it and what had changed before', async () => {
    write('README.md', '# Changed before\n');
    await recorder.dispose();
    recorder = await newRecorder();
    await command('npm test', 1, 'it fails');
    expect(await stored()).toEqual([]);
    await typeAndSave('src/cart.ts', `${CART}// more\n`);
    expect(told(await only())).toEqual([
      ['edit', 'Already changed when the recording began: README.md', null],
      ['test', 'npm test', 1],
      ['edit', 'Edited and saved src/cart.ts', null],
    ]);
  });

  it('groups what is typed by file and burst, also when it is never saved', async () => {
    for (const text of [`${CART}a`, `${CART}ab`, `${CART}abc`]) {
      type('src/cart.ts', text);
    }
    type('README.md', '# Typed\n');
    const { steps } = await only();
    expect(steps.map(({ message }) => message)).toEqual(['Edited src/cart.ts', 'Edited README.md']);
    expect(steps[0]?.patch).toContain('+abc');
  });

  it('is the work of the person who types on in a file that another process has just written', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    write('README.md', '# formatted\n');
    recorder.touch('README.md', 'disk');
    type('README.md', '# formatted, and typed\n');
    // Long enough for what changes on disk, not for what is typed.
    vi.advanceTimersByTime(1_000);
    vi.useRealTimers();
    expect((await only()).steps.map(({ message }) => message)).toEqual(['Edited README.md']);
  });

  it('notes that a file was saved as it was recorded, and nothing when it has changed since or something else came', async () => {
    write('src/cart.ts', `${CART}a`);
    recorder.touch('src/cart.ts', 'typed');
    await recorder.settled();
    recorder.saved('src/cart.ts');
    await recorder.settled();
    expect(recorder.current?.steps.map(({ message }) => message)).toEqual(['Edited and saved src/cart.ts']);
    recorder.saved('README.md');
    write('README.md', '# Typed\n');
    recorder.touch('README.md', 'typed');
    await recorder.settled();
    recorder.commandEnded(endedCommand('npm test', 0));
    recorder.saved('README.md');
    const { steps } = await only();
    expect(steps.map(({ message, command }) => command ?? message)).toEqual([
      'Edited and saved src/cart.ts',
      'Edited README.md',
      'npm test',
    ]);
  });

  it('notes that a file was saved also where the disk tells of it before the editor', async () => {
    type('src/cart.ts', `${CART}a`);
    await recorder.settled();
    write('src/cart.ts', `${CART}a`);
    recorder.touch('src/cart.ts', 'disk');
    unsaved.delete('src/cart.ts');
    recorder.saved('src/cart.ts');
    expect((await only()).steps.map(({ message }) => message)).toEqual(['Edited and saved src/cart.ts']);
  });

  it('tells creation, renaming and deletion, and takes many files of one burst on disk as one step', async () => {
    await typeAndSave('src/new.ts', 'export {};\n');
    renameSync(join(root, 'src/new.ts'), join(root, 'src/old.ts'));
    recorder.renamed('src/new.ts', 'src/old.ts');
    recorder.touch('src/new.ts', 'disk');
    recorder.touch('src/old.ts', 'disk');
    await recorder.settled();
    rmSync(join(root, 'src/old.ts'));
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      write(`src/${name}.ts`, `export const ${name} = 1;\n`);
      recorder.touch(`src/${name}.ts`, 'disk');
    }
    recorder.touch('src/old.ts', 'disk');
    expect((await only()).steps.map(({ message }) => message)).toEqual([
      'Created src/new.ts',
      'Renamed src/new.ts to src/old.ts',
      'Changed on disk src/a.ts, src/b.ts, src/c.ts, src/d.ts, src/e.ts and 3 more',
    ]);
  });

  it('knows a binary file by its change alone', async () => {
    await outside('logo.png', 'PNG\0\0');
    const { steps } = await only();
    expect(steps[0]?.patch).toContain('Binary files');
  });

  it('notes what an edit did to the diagnostics, when they come', async () => {
    await typeAndSave('src/cart.ts', CART.replace('items.length', 'itms.length'));
    problems.set('src/cart.ts', {
      errors: 1,
      warnings: 0,
      lines: ["src/cart.ts:2 error: Cannot find name 'itms'."],
    });
    recorder.problemsChanged(['src/cart.ts']);
    const { steps } = await only();
    expect(steps).toHaveLength(1);
    expect(steps[0]?.output?.text).toBe(
      "Diagnostics before: 0 errors, 0 warnings; after: 1 error, 0 warnings.\nsrc/cart.ts:2 error: Cannot find name 'itms'.",
    );
  });

  it('takes what the diagnostics say of code that is being typed for no effect of what was typed before', async () => {
    await typeAndSave('src/cart.ts', CART.replace('items', 'things'));
    type('src/cart.ts', `${CART}const half =`);
    const error = 'src/cart.ts:4 error: Expression expected.';
    problems.set('src/cart.ts', { errors: 1, warnings: 0, lines: [error] });
    recorder.problemsChanged(['src/cart.ts']);
    expect((await only()).steps.map(({ output }) => output?.text.includes(error))).toEqual([undefined, true]);
  });

  it('knows what the diagnostics said before an edit, though the one before it was still to be taken', async () => {
    await typeAndSave('README.md', '# one\n');
    const goOn = busy();
    write('src/cart.ts', CART.replace('items', 'things'));
    recorder.touch('src/cart.ts', 'typed');
    recorder.saved('src/cart.ts');
    recorder.touch('src/cart.ts', 'typed');
    goOn();
    await expect.poll(() => recorder.current?.steps.length).toBe(2);
    unsaved.set('src/cart.ts', `${CART}const half =`);
    problems.set('src/cart.ts', { errors: 1, warnings: 0, lines: ['src/cart.ts:4 error'] });
    expect((await only()).steps[2]?.output?.text).toContain('before: 0 errors, 0 warnings; after: 1 error');
  });

  it('tells a command before what is edited after it, though its output takes its time', async () => {
    let read = (): void => undefined;
    const output = new Promise<null>(resolve => (read = () => resolve(null)));
    await typeAndSave('README.md', '# one\n');
    recorder.commandEnded({ commandLine: 'npm test', exitCode: 1, output, began: new Date() });
    recorder.commandEnded(endedCommand('npm run lint', 0));
    const edited = typeAndSave('README.md', '# two\n');
    read();
    await edited;
    expect((await only()).steps.map(({ message, command: line }) => line ?? message)).toEqual([
      'Edited and saved README.md',
      'npm test',
      'npm run lint',
      'Edited and saved README.md',
    ]);
  });

  it('renames a file with what was typed into it a moment before', async () => {
    await typeAndSave('README.md', '# one\n');
    type('src/cart.ts', `${CART}// typed\n`);
    moveUnsaved('src/cart.ts', 'src/basket.ts');
    recorder.renamed('src/cart.ts', 'src/basket.ts');
    recorder.touch('src/cart.ts', 'disk');
    recorder.touch('src/basket.ts', 'disk');
    const { steps } = await only();
    expect(steps.map(({ message }) => message)).toEqual([
      'Edited and saved README.md',
      'Renamed src/cart.ts to src/basket.ts',
    ]);
    expect(steps[1]?.patch).toContain('+// typed');
  });

  it('renames a file with unsaved edits, of which the editor tells last', async () => {
    await typeAndSave('README.md', '# one\n');
    type('src/cart.ts', `${CART}// typed\n`);
    recorder.renames('src/cart.ts', 'src/basket.ts');
    moveUnsaved('src/cart.ts', 'src/basket.ts');
    recorder.touch('src/basket.ts', 'typed');
    recorder.touch('src/cart.ts', 'disk');
    // As where the editor takes its time.
    await recorder.settled();
    recorder.renamed('src/cart.ts', 'src/basket.ts');
    await typeAndSave('README.md', '# two\n');
    expect((await only()).steps.map(({ message }) => message)).toEqual([
      'Edited and saved README.md',
      'Renamed src/cart.ts to src/basket.ts',
      'Edited and saved README.md',
    ]);
  });

  it('tells what was typed into a file whose renaming was given up', async () => {
    await typeAndSave('README.md', '# one\n');
    recorder.renames('src/cart.ts', 'src/basket.ts');
    await typeAndSave('src/cart.ts', `${CART}// typed\n`);
    later = 61_000;
    await typeAndSave('README.md', '# two\n');
    const { steps } = await only();
    expect(steps.map(({ patch }) => patch?.includes('+// typed'))).toEqual([false, true]);
  });

  it('tells what is typed while it is still being read what has changed before', async () => {
    write('README.md', '# before\n');
    await recorder.dispose();
    recorder = await unarmedRecorder();
    meanwhile = () => {
      type('README.md', '# before, and typed\n');
    };
    recorder.arm();
    await recorder.settled();
    const { steps } = await only();
    expect(steps.map(({ message }) => message)).toEqual([
      'Already changed when the recording began: README.md',
      'Edited README.md',
    ]);
    expect(steps[1]?.patch).toContain('-# before\n+# before, and typed');
  });

  it('takes its task from the branch when nobody says it, and follows when somebody does', async () => {
    task = null;
    git('checkout', '-q', '-b', 'fix/totals-of-a-cart');
    recorder.gitMayHaveMoved();
    await typeAndSave('README.md', '# x\n');
    expect((await only()).task).toEqual({
      title: 'fix totals of a cart',
      body: '',
      source: 'branch fix/totals-of-a-cart',
    });
    task = { title: 'Typed', body: '', source: 'typed' };
    recorder.taskChanged();
    expect((await only()).task?.title).toBe('Typed');
  });

  it('follows its task also while it is still beginning', async () => {
    const begin = store.begin.bind(store);
    vi.spyOn(store, 'begin').mockImplementation(root => {
      task = { title: 'Typed meanwhile', body: '', source: 'typed' };
      recorder.taskChanged();
      return begin(root);
    });
    await typeAndSave('README.md', '# x\n');
    expect((await only()).task?.title).toBe('Typed meanwhile');
  });
});

describe('git', () => {
  it('a checkout of another commit ends the recording, and what it did to the files is no edit', async () => {
    git('checkout', '-q', '-b', 'other');
    await outside('README.md', '# Other\n');
    git('commit', '-q', '-a', '-m', 'Other');
    recorder.gitMayHaveMoved();
    await recorder.settled();
    await typeAndSave('src/cart.ts', `${CART}// kept\n`);
    git('checkout', '-q', 'main');
    recorder.touch('README.md', 'disk');
    await recorder.settled();
    const [second, first] = (await stored()).map(told);
    expect(first?.at(-1)).toEqual(['run', 'git commit', 0]);
    expect(second).toEqual([
      ['edit', 'Edited and saved src/cart.ts', null],
      ['run', 'git checkout main', 0],
    ]);
    await typeAndSave('src/cart.ts', `${CART}// kept, and more\n`);
    expect((await stored()).map(told)[0]?.[0]).toEqual([
      'edit',
      'Already changed when the recording began: src/cart.ts',
      null,
    ]);
  });

  it('a commit typed in the terminal is one step', async () => {
    await typeAndSave('README.md', '# x\n');
    git('commit', '-q', '-a', '-m', 'x');
    await command('git commit -a -m x', 0);
    const all = (await stored()).map(told);
    expect(all).toEqual([
      [
        ['edit', 'Edited and saved README.md', null],
        ['run', 'git commit', 0],
      ],
    ]);
  });

  it('a stash and its return are steps, with what they did to the files', async () => {
    await typeAndSave('README.md', '# x\n');
    git('stash', '-q');
    recorder.touch('README.md', 'disk');
    await recorder.settled();
    git('stash', 'pop', '-q');
    recorder.touch('README.md', 'disk');
    expect(told(await only())).toEqual([
      ['edit', 'Edited and saved README.md', null],
      ['run', 'git stash', 0],
      ['edit', 'Changed on disk README.md', null],
      ['run', 'git stash pop', 0],
      ['edit', 'Changed on disk README.md', null],
    ]);
  });

  it('a commit that an agent signed is evidence of the origin', async () => {
    await typeAndSave('README.md', '# x\n');
    git('commit', '-q', '-a', '-m', 'x\n\nCo-Authored-By: Claude <noreply@anthropic.com>');
    recorder.gitMayHaveMoved();
    expect((await only()).origin).toMatchObject({ kind: 'agent', name: 'Claude Code' });
  });
});

it('what files held is not kept in memory once it is stopped', async () => {
  const take = Baseline.take.bind(Baseline);
  const taken: WeakRef<Baseline>[] = [];
  const spied = vi.spyOn(Baseline, 'take').mockImplementation(async (...about) => {
    const baseline = await take(...about);
    if (baseline !== null) taken.push(new WeakRef(baseline));
    return baseline;
  });
  recorder.start();
  recorder.stop();
  recorder.start();
  recorder.stop();
  await recorder.settled();
  spied.mockClear();
  await collectGarbage();
  expect(taken.map(baseline => baseline.deref())).toEqual([undefined]);
  spied.mockRestore();
});

describe('never recorded are', () => {
  it('ignored files, .env files, keys, the task file, what lies in .git', async () => {
    for (const path of [
      'out/a.js',
      'debug.log',
      '.env',
      'server.key',
      'TASK.md',
      '.git/config2',
      '../elsewhere.ts',
    ]) {
      write(path, 'a secret text');
      recorder.touch(path, 'disk');
      recorder.touch(path, 'typed');
    }
    await recorder.settled();
    rmSync(join(root, '../elsewhere.ts'));
    expect(await stored()).toEqual([]);
    await typeAndSave('README.md', '# x\n');
    git('add', '-f', '.env', 'server.key', 'README.md');
    git('commit', '-q', '-m', 'x');
    recorder.gitMayHaveMoved();
    const trajectory = await only();
    expect(trajectory.patch?.text).toContain('README.md');
    const disk = readdirSync(storage).map(name => readFileSync(join(storage, name), 'utf8'));
    expect(disk.join('\n')).not.toContain('a secret text');
  });

  it('what had changed before in a file whose name speaks of secrets, though git tracks it', async () => {
    write('.env', 'A=1\n');
    git('add', '-f', '.env');
    git('commit', '-q', '-m', 'x');
    write('.env', 'A=changed before\n');
    write('README.md', '# changed before\n');
    await recorder.dispose();
    recorder = await newRecorder();
    await typeAndSave('README.md', '# two\n');
    const { steps } = await only();
    expect(steps).toHaveLength(2);
    expect(JSON.stringify(steps)).not.toContain('.env');
  });

  it('anything while it is paused or stopped', async () => {
    await typeAndSave('README.md', '# one\n');
    recorder.pause();
    await recorder.settled();
    await typeAndSave('README.md', '# two\n');
    await command('echo hidden', 0);
    recorder.start();
    await recorder.settled();
    await typeAndSave('README.md', '# three\n');
    const { steps } = await only();
    expect(steps.map(({ message }) => message)).toEqual([
      'Edited and saved README.md',
      'Changed while nothing was recorded: README.md',
      'Edited and saved README.md',
    ]);
    recorder.stop();
    await recorder.settled();
    await typeAndSave('README.md', '# four\n');
    expect(recorder.state).toEqual({ kind: 'stopped' });
    expect((await only()).steps).toHaveLength(3);
    expect(await ended()).toEqual([true]);
  });

  it('anything reported after the pause, though what came before it is still being taken', async () => {
    await typeAndSave('README.md', '# one\n');
    const goOn = busy();
    write('src/cart.ts', `${CART}// before\n`);
    recorder.touch('src/cart.ts', 'typed');
    recorder.pause();
    write('README.md', '# hidden\n');
    recorder.touch('README.md', 'typed');
    recorder.commandEnded(endedCommand('echo hidden', 0));
    goOn();
    expect(told(await only())).toEqual([
      ['edit', 'Edited and saved README.md', null],
      ['edit', 'Edited src/cart.ts', null],
    ]);
  });

  it('nothing reported after it goes on, though that is still to come to its turn', async () => {
    await typeAndSave('README.md', '# one\n');
    recorder.pause();
    await recorder.settled();
    const goOn = busy();
    recorder.start();
    recorder.commandEnded(endedCommand('npm test', 0));
    goOn();
    expect(told(await only()).at(-1)).toEqual(['test', 'npm test', 0]);
  });

  it('what git ignores by the time it goes on', async () => {
    await typeAndSave('notes.txt', 'mine\n');
    recorder.pause();
    await recorder.settled();
    write('.gitignore', 'out/\n*.log\nnotes.txt\n');
    recorder.start();
    await recorder.settled();
    expect((await only()).steps.map(({ message }) => message)).toEqual([
      'Created notes.txt',
      'Changed while nothing was recorded: .gitignore',
    ]);
  });

  it('what diagnostics came to while it was paused', async () => {
    await typeAndSave('src/cart.ts', CART.replace('items', 'things'));
    recorder.pause();
    await recorder.settled();
    problems.set('src/cart.ts', { errors: 1, warnings: 0, lines: ['src/cart.ts:1 error: hidden'] });
    recorder.problemsChanged(['src/cart.ts']);
    expect((await only()).steps[0]?.output).toBeNull();
  });
});

describe('git', () => {
  it('ends a recording with what changed on disk just before the commit', async () => {
    await typeAndSave('README.md', '# one\n');
    write('src/sum.ts', 'export const sum = 1;\n');
    recorder.touch('src/sum.ts', 'disk');
    git('add', '.');
    git('commit', '-q', '-m', 'Sums');
    recorder.gitMayHaveMoved();
    await expect.poll(() => recorder.state.kind, { timeout: 20_000 }).toBe('waiting');
    expect(told(await only()).map(([kind, what]) => [kind, what])).toEqual([
      ['edit', 'Edited and saved README.md'],
      ['edit', 'Created on disk src/sum.ts'],
      ['run', 'git commit'],
    ]);
  });

  it('is told once, by its own record, where a terminal tells of it too', async () => {
    await typeAndSave('README.md', '# one\n');
    git('stash', '-q');
    await command('git stash', 0);
    const { steps } = await only();
    expect(steps.map(({ command: line }) => line).filter(Boolean)).toEqual(['git stash']);
  });

  it('takes the place of the command that led to it, and of none that came after', async () => {
    await typeAndSave('README.md', '# one\n');
    const goOn = busy();
    git('stash', '-q');
    recorder.commandEnded(endedCommand('git stash', 0));
    recorder.commandEnded(endedCommand('git log -1', 0));
    goOn();
    expect((await only()).steps.map(({ command: line }) => line).filter(Boolean)).toEqual([
      'git stash',
      'git log -1',
    ]);
  });

  it('ends what was paused before it goes on, also where nobody has told of the commit yet', async () => {
    await typeAndSave('README.md', '# one\n');
    recorder.pause();
    await recorder.settled();
    git('commit', '-q', '-a', '-m', 'x');
    write('README.md', '# two\n');
    recorder.start();
    await recorder.settled();
    await typeAndSave('README.md', '# three\n');
    expect((await stored()).map(told)).toEqual([
      [
        ['edit', 'Already changed when the recording began: README.md', null],
        ['edit', 'Edited and saved README.md', null],
      ],
      [['edit', 'Edited and saved README.md', null]],
    ]);
  });

  it('ends a recording that is paused, and is not told in it', async () => {
    await typeAndSave('README.md', '# one\n');
    recorder.pause();
    await recorder.settled();
    git('commit', '-q', '-a', '-m', 'x');
    recorder.gitMayHaveMoved();
    expect(told(await only())).toEqual([['edit', 'Edited and saved README.md', null]]);
    expect(await ended()).toEqual([true]);
    expect(recorder.state).toMatchObject({ kind: 'paused', steps: 0 });
  });
});

describe('who made it', () => {
  it('is whom the first evidence names', async () => {
    await typeAndSave('README.md', '# one\n');
    const by = (name: string) =>
      ({ kind: 'agent', name, evidence: [{ kind: 'sessionFile', detail: 'a.jsonl' }] }) as const;
    const { id } = recorder.current!;
    recorder.attribute(id, by('Claude Code'));
    recorder.attribute(id, by('Codex CLI'));
    expect((await only()).origin).toEqual(by('Claude Code'));
  });

  it('is not said of the recording that a commit began meanwhile', async () => {
    await typeAndSave('README.md', '# one\n');
    const goOn = busy();
    git('commit', '-q', '-a', '-m', 'one');
    recorder.start();
    const { id } = recorder.current!;
    recorder.attribute(id, {
      kind: 'agent',
      name: 'Claude Code',
      evidence: [{ kind: 'sessionFile', detail: 'a.jsonl' }],
    });
    goOn();
    expect((await stored()).map(({ origin }) => origin.kind)).toEqual(['unknown', 'unknown']);
    expect(recorder.current?.id).not.toBe(id);
  });
});

describe('a recording that a person begins', () => {
  it('goes on although it was paused or stopped a moment before', async () => {
    await typeAndSave('README.md', '# one\n');
    recorder.pause();
    recorder.start();
    await recorder.settled();
    expect(recorder.state).toMatchObject({ kind: 'recording', steps: 1 });
    recorder.stop();
    recorder.start();
    await recorder.settled();
    expect(recorder.state.kind).toBe('recording');
  });

  it('can be deleted while an edit is on its way, which begins another', async () => {
    await typeAndSave('README.md', '# one\n');
    const { id } = recorder.current!;
    const deleted = recorder.forget(() => store.remove(id));
    const edited = typeAndSave('src/cart.ts', `${CART}// two\n`);
    expect(await deleted).toMatchObject({ trajectories: 1 });
    await edited;
    await typeAndSave('src/cart.ts', `${CART}// three\n`);
    expect(recorder.state.kind).toBe('recording');
    expect((await store.list()).map(one => one.id)).not.toContain(id);
  });

  it('is not kept when it is stopped, or the window closed, before anything is done', async () => {
    recorder.start();
    await recorder.settled();
    expect(recorder.state).toMatchObject({ kind: 'recording', steps: 0 });
    expect(await store.list()).toHaveLength(1);
    recorder.stop();
    await recorder.settled();
    expect(recorder.state).toEqual({ kind: 'stopped' });
    expect(await store.list()).toEqual([]);
    recorder.start();
    await recorder.dispose();
    expect(await store.list()).toEqual([]);
  });

  it('begins with what had changed before, and is kept for that', async () => {
    write('README.md', '# changed before\n');
    await recorder.forget(() => Promise.resolve());
    recorder.start();
    recorder.stop();
    expect((await only()).steps.map(({ message }) => message)).toEqual([
      expect.stringContaining('README.md'),
    ]);
  });
});

describe('a window that was closed', () => {
  it('is gone on with, and what happened meanwhile is told apart', async () => {
    await typeAndSave('README.md', '# one\n');
    await recorder.dispose();
    await store.dispose();
    write('src/cart.ts', `${CART}// meanwhile\n`);
    store = new TrajectoryStore(storage, new Redactor());
    recorder = await newRecorder();
    await typeAndSave('README.md', '# two\n');
    const { steps } = await only();
    expect(steps.map(({ message }) => message)).toEqual([
      'Edited and saved README.md',
      'Changed while nothing was recorded: src/cart.ts',
      'Edited and saved README.md',
    ]);
  });

  it('is gone on with, though the editor gives back what was unsaved only when it is up', async () => {
    type('README.md', '# unsaved\n');
    await recorder.dispose();
    const text = unsaved.get('README.md')!;
    unsaved.clear();
    recorder = await newRecorder();
    type('README.md', text);
    await recorder.settled();
    await typeAndSave('src/cart.ts', `${CART}// next\n`);
    expect((await only()).steps.map(({ message }) => message)).toEqual([
      'Edited README.md',
      'Edited and saved src/cart.ts',
    ]);
  });

  it('is ended when it grows too long for one file, and what is done next begins another', async () => {
    const baseCommit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
    const writer = await store.begin({ ...ROOT, workspace: root, baseCommit });
    if (!(writer instanceof TrajectoryWriter)) throw new Error(writer.problem);
    await writer.writeSteps(Array.from({ length: 19_998 }, (_, index) => step(index + 1)));
    await writer.close();
    for (const text of ['# one\n', '# two\n', '# three\n']) await typeAndSave('README.md', text);
    // The second begins with what had changed before.
    expect((await store.list()).map(({ steps }) => steps)).toEqual([2, 20_000]);
    expect(await ended()).toEqual([false, true]);
  });

  it('is gone on with for the task that is set by now', async () => {
    await typeAndSave('README.md', '# one\n');
    await recorder.dispose();
    task = { title: 'Another', body: '', source: 'TASK.md' };
    recorder = await newRecorder();
    await typeAndSave('README.md', '# two\n');
    expect((await only()).task?.title).toBe('Another');
  });

  it('after a commit begins anew', async () => {
    await typeAndSave('README.md', '# one\n');
    await recorder.dispose();
    git('commit', '-q', '-a', '-m', 'x');
    recorder = await newRecorder();
    await typeAndSave('README.md', '# two\n');
    expect((await stored()).map(({ steps }) => steps.length)).toEqual([1, 1]);
    expect(await ended()).toEqual([false, true]);
  });

  it('in another place begins anew: the paths of what was done lead nowhere by now', async () => {
    await typeAndSave('README.md', '# one\n');
    await recorder.dispose();
    renameSync(root, `${root}-moved`);
    root = `${root}-moved`;
    recorder = await newRecorder();
    await typeAndSave('README.md', '# two\n');
    expect((await stored()).map(({ workspace }) => workspace)).toEqual([root, root.replace('-moved', '')]);
    expect(await ended()).toEqual([false, true]);
  });
});

describe('when it cannot', () => {
  it('says so, and goes on when it can again', async () => {
    const other = new TrajectoryStore(storage, new Redactor());
    await other.import(EMPTY_TRAJECTORY);
    await typeAndSave('README.md', '# one\n');
    expect(recorder.state).toMatchObject({
      kind: 'failed',
      problem: expect.stringMatching(/Another window/),
    });
    await other.dispose();
    await typeAndSave('README.md', '# two\n');
    await typeAndSave('README.md', '# three\n');
    expect(recorder.state.kind).toBe('recording');
  });

  it('goes on with what the other window left behind, when that has closed', async () => {
    await typeAndSave('README.md', '# one\n');
    await recorder.dispose();
    const other = store;
    store = new TrajectoryStore(storage, new Redactor());
    recorder = await newRecorder();
    await typeAndSave('README.md', '# two\n');
    expect(recorder.state.kind).toBe('failed');
    await other.dispose();
    await typeAndSave('README.md', '# three\n');
    expect((await only()).steps.map(({ message }) => message)).toEqual([
      'Edited and saved README.md',
      'Changed while nothing was recorded: README.md',
      'Edited and saved README.md',
    ]);
  });

  it('without a commit says what to do', async () => {
    rmSync(join(root, '.git'), { recursive: true });
    git('init', '-q');
    await recorder.dispose();
    recorder = await newRecorder();
    expect(recorder.state).toMatchObject({ kind: 'failed', problem: expect.stringMatching(/no commit/) });
  });
});

describe('where git fails', () => {
  let broken: BrokenGit;
  beforeEach(() => {
    broken = new BrokenGit();
  });
  afterEach(() => broken.remove());

  it.each(['ls-files', 'ls-tree', 'cat-file'])(
    'at "git %s", what was edited is looked at with the next edit, and nothing ends',
    async words => {
      await typeAndSave('README.md', '# one\n');
      broken.breaks(words, BREAKS.fails);
      await typeAndSave('src/cart.ts', CART.replace('items', 'things'));
      expect(recorder.state).toMatchObject({ kind: 'recording', steps: 1 });
      expect(logged).toContainEqual(
        expect.stringMatching(/looked at later, because git could not .+: no luck/),
      );
      broken.mend();
      await typeAndSave('README.md', '# two\n');
      const { steps } = await only();
      expect(steps).toHaveLength(2);
      expect(steps[1]?.patch).toContain('+# two');
      expect(steps[1]?.patch).toContain('+export function total(things)');
      expect(await ended()).toEqual([false]);
    },
  );

  it('what was edited is looked at once more before the recording ends', async () => {
    await typeAndSave('README.md', '# one\n');
    broken.breaks('ls-files', BREAKS.killed, 1);
    await typeAndSave('src/cart.ts', CART.replace('items', 'things'));
    recorder.stop();
    const { steps } = await only();
    expect(steps[1]?.patch).toContain('+export function total(things)');
    expect(await ended()).toEqual([true]);
  });

  it('a file has its new name with the next edit', async () => {
    await typeAndSave('README.md', '# one\n');
    broken.breaks('ls-files', BREAKS.fails, 1);
    renameSync(join(root, 'src/cart.ts'), join(root, 'src/basket.ts'));
    recorder.renamed('src/cart.ts', 'src/basket.ts');
    await recorder.settled();
    await typeAndSave('README.md', '# two\n');
    const { steps } = await only();
    expect(steps).toHaveLength(2);
    for (const line of ['--- a/src/cart.ts', '+++ b/src/basket.ts']) expect(steps[1]?.patch).toContain(line);
  });

  it('a commit ends the recording all the same, and the task stays', async () => {
    await typeAndSave('README.md', '# one\n');
    git('commit', '-q', '-a', '-m', 'one');
    broken.breaks('log -1', BREAKS.fails);
    recorder.gitMayHaveMoved();
    const { steps, task: kept, patch } = await only();
    expect(steps.map(({ command: line }) => line)).toEqual([null, 'git commit']);
    expect(kept?.title).toBe('Totals are wrong');
    expect(patch).toBeNull();
    expect(await ended()).toEqual([true]);
  });

  it('at what had changed before, it says why nothing is recorded, and records when git can again', async () => {
    await recorder.dispose();
    broken.breaks('diff', BREAKS.fails);
    recorder = await newRecorder();
    expect(recorder.state).toEqual({
      kind: 'failed',
      problem: expect.stringMatching(
        /^Nothing is recorded: git could not compare the working tree with \w{8}: no luck today\.$/,
      ) as string,
    });
    broken.mend();
    await typeAndSave('README.md', '# one\n');
    expect(recorder.state).toEqual({ kind: 'waiting' });
    await typeAndSave('README.md', '# two\n');
    expect(recorder.state).toMatchObject({ kind: 'recording' });
  });
});
