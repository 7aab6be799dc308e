import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatTrajectory } from '../../../../src/core/trajectory/formatTrajectory';
import { parseTrajectory } from '../../../../src/core/trajectory/parseTrajectory';
import { Redactor } from '../../../../src/platform/redaction/redactor';
import { AppendLog } from '../../../../src/platform/store/appendLog';
import { TrajectoryStore } from '../../../../src/platform/store/trajectoryStore';
import { TrajectoryWriter } from '../../../../src/platform/store/trajectoryWriter';
import { WriterLock } from '../../../../src/platform/store/writerLock';
import { plantedSecrets } from '../../core/redaction/plantedSecrets';
import { ROOT, step } from './steps';

let scratch: string;
let store: TrajectoryStore;
const DAY = 86_400_000;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'swe-rm-store-'));
  store = open();
});

afterEach(async () => {
  await store.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

function open(redactor = new Redactor()): TrajectoryStore {
  return new TrajectoryStore(join(scratch, 'trajectories'), redactor);
}

async function begin(on = store): Promise<TrajectoryWriter> {
  const writer = await on.begin(ROOT);
  if (!(writer instanceof TrajectoryWriter)) throw new Error(writer.problem);
  return writer;
}

/** Everything on the disk, as text. */
function disk(): string {
  const names = readdirSync(scratch, { recursive: true, encoding: 'utf8', withFileTypes: true });
  return names
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

describe('a trajectory that is written', () => {
  it('leaves nothing behind when its first line cannot be written', async () => {
    const failing = open(
      new Redactor(() => {
        throw new Error('no secrets known');
      }),
    );
    expect(await failing.begin(ROOT)).toMatchObject({ kind: 'failed' });
    expect(await failing.newest()).toBeNull();
    await failing.dispose();
  });

  it('is read back as it was', async () => {
    const writer = await begin();
    for (let id = 1; id <= 5; id++) await writer.writeStep(step(id));
    await writer.end('stopped');
    const read = await store.read(writer.id);
    expect(read?.problems).toEqual([]);
    expect(read?.ended).toBe(true);
    expect(read?.trajectory).toEqual({ ...ROOT, steps: [1, 2, 3, 4, 5].map(id => step(id)) });
  });

  it('keeps the last word on a step and on the whole', async () => {
    const writer = await begin();
    await writer.writeStep(step(1));
    await writer.writeStep(step(2));
    await writer.writeStep(step(1, { message: 'with diagnostics' }));
    await writer.writeRoot({ ...ROOT, task: { title: 'Another task', body: '', source: 'typed' } });
    await writer.close();
    const read = await store.read(writer.id);
    expect(read?.trajectory.steps.map(({ message }) => message)).toEqual(['with diagnostics', 'step 2']);
    expect(read?.trajectory.task?.title).toBe('Another task');
  });

  it('is a prefix of what was acknowledged on a disk that fills up, and is written to no more', async () => {
    const writer = await begin();
    await writer.writeStep(step(1));
    const file = join(store.folder, `${writer.id}.trajectory`);
    const before = readFileSync(file);
    const handle = await openFile(file, 'r');
    const handles = Object.getPrototypeOf(handle) as { write: (...all: unknown[]) => Promise<unknown> };
    await handle.close();
    const { write } = handles;
    let writes = 0;
    handles.write = function (this: unknown, buffer, offset, _length, position) {
      if (++writes > 1) return Promise.reject(new Error('ENOSPC'));
      return write.call(this, buffer, offset, 20, position);
    };
    try {
      await expect(writer.writeStep(step(2))).rejects.toThrow('ENOSPC');
    } finally {
      handles.write = write;
    }
    expect(writes).toBe(2);
    expect(readFileSync(file)).toEqual(before);
    await expect(writer.writeStep(step(3))).rejects.toThrow('ENOSPC');
    expect((await store.read(writer.id))?.trajectory.steps).toEqual([step(1)]);
  });

  it('keeps its order when a long step is followed by a short one', async () => {
    const writer = await begin();
    const long = step(1, { message: `${'const a = b;\n'.repeat(2_000)}` });
    await Promise.all([writer.writeStep(long), writer.writeStep(step(2)), writer.end('done')]);
    expect((await store.read(writer.id))?.trajectory.steps.map(({ id }) => id)).toEqual([1, 2]);
  });

  it.skipIf(process.platform === 'win32')('is readable by its owner alone', async () => {
    const writer = await begin();
    const modeOf = (path: string) => statSync(path).mode & 0o777;
    expect(modeOf(join(store.folder, `${writer.id}.trajectory`))).toBe(0o600);
    expect(modeOf(store.folder)).toBe(0o700);
  });

  it('holds no planted secret anywhere, and counts them', async () => {
    const known = 'the value of a variable';
    await store.dispose();
    store = open(new Redactor(() => [known]));
    const writer = await begin();
    const secrets = plantedSecrets(11);
    for (const [index, { text }] of secrets.entries()) {
      const where = [
        { message: text },
        { command: `run ${text}` },
        { output: { text: `${text}\nok`, chars: 9 } },
        { patch: `+${text}\n` },
      ];
      await writer.writeStep(step(index + 1, where[index % where.length]));
    }
    await writer.writeRoot({
      ...ROOT,
      task: { title: `use ${known}`, body: secrets[2]!.text, source: 'typed' },
      notes: secrets[3]!.text,
    });
    await writer.end('done');
    const bytes = disk();
    for (const { kind, secret } of secrets) {
      for (const line of secret.split('\n')) expect(bytes.includes(line), kind).toBe(false);
    }
    expect(bytes).not.toContain(known);
    expect(new Set(secrets.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(20);
    expect((await store.read(writer.id))?.hidden).toBeGreaterThanOrEqual(secrets.length + 3);
  });
});

describe('a trajectory that was left behind', () => {
  it('is gone on with, its last line torn or not', async () => {
    for (const torn of ['', '0123456789abcdef {"kind":"st']) {
      const writer = await begin();
      await writer.writeStep(step(1));
      await writer.close();
      writeFileSync(join(store.folder, `${writer.id}.trajectory`), torn, { flag: 'a' });
      expect(await store.leftBehind()).toBe(writer.id);
      const resumed = await store.resume(writer.id);
      if ('problem' in resumed) throw new Error(resumed.problem);
      expect(resumed.read.trajectory.steps).toHaveLength(1);
      await resumed.writer.writeStep(step(2));
      await resumed.writer.end('done');
      const read = await store.read(writer.id);
      expect(read?.problems).toEqual([]);
      expect(read?.trajectory.steps).toEqual([step(1), step(2)]);
      expect(await store.leftBehind()).toBeNull();
    }
  });

  it('is not gone on with when it was ended, is still being written, or is a link', async () => {
    const [ended, written] = [await begin(), await begin()];
    await ended.end('done');
    await written.writeStep(step(1));
    const outside = join(scratch, 'outside');
    const link = '20260101T000000Z-00000000';
    copyFileSync(join(store.folder, `${written.id}.trajectory`), outside);
    symlinkSync(outside, join(store.folder, `${link}.trajectory`));
    const before = disk();
    for (const id of [ended.id, written.id, link])
      expect(await store.resume(id)).toMatchObject({ kind: 'failed' });
    expect(await store.read(link)).toBeNull();
    expect(await store.newest()).not.toBe(link);
    expect(disk()).toBe(before);
    await written.writeStep(step(2));
  });

  it('is never begun over a file that is there', async () => {
    const file = join(scratch, 'there');
    writeFileSync(file, 'something of somebody else');
    await expect(AppendLog.create(file)).rejects.toThrow('EEXIST');
    expect(readFileSync(file, 'utf8')).toBe('something of somebody else');
  });

  it('is the newest alone', async () => {
    const [older, newer] = [await begin(), await begin()];
    expect(await store.leftBehind()).toBeNull();
    await older.close();
    await newer.close();
    const then = new Date(Date.now() - DAY);
    utimesSync(join(store.folder, `${older.id}.trajectory`), then, then);
    expect(await store.newest()).toBe(newer.id);
    expect(await store.leftBehind()).toBe(newer.id);
    utimesSync(join(store.folder, `${newer.id}.trajectory`), 0, 0);
    expect(await store.newest()).toBe(older.id);
    expect(await store.leftBehind()).toBe(older.id);
  });

  it('by a later version is read but for what is not understood', async () => {
    const writer = await begin();
    await writer.writeStep(step(1));
    await writer.close();
    const reopened = await AppendLog.reopen(join(store.folder, `${writer.id}.trajectory`));
    await reopened?.log.append('{"kind":"picture"}', 'not JSON');
    await reopened?.log.close();
    const read = await store.read(writer.id);
    expect(read?.trajectory.steps).toEqual([step(1)]);
    expect(read?.problems.map(({ where }) => where)).toEqual(['line 3', 'line 4']);
  });

  it('is not touched when it is damaged, and says so when it is read', async () => {
    const writer = await begin();
    for (let id = 1; id <= 3; id++) await writer.writeStep(step(id));
    await writer.close();
    const file = join(store.folder, `${writer.id}.trajectory`);
    const bytes = readFileSync(file);
    const inSecondStep = bytes.indexOf('step 2');
    bytes[inSecondStep] = bytes[inSecondStep]! ^ 1;
    writeFileSync(file, bytes);
    expect(await store.resume(writer.id)).toMatchObject({ kind: 'failed' });
    expect(readFileSync(file)).toEqual(bytes);
    const read = await store.read(writer.id);
    expect(read?.trajectory.steps).toEqual([step(1)]);
    expect(read?.problems.map(({ message }) => message).join()).toMatch(/damaged/);
  });
});

describe('one writer', () => {
  it('keeps another out, and lets it in when it has gone', async () => {
    await begin();
    const other = open();
    expect(await other.begin(ROOT)).toMatchObject({ kind: 'busy' });
    expect(await other.import({ ...ROOT, steps: [] })).toMatchObject({ kind: 'busy' });
    await store.dispose();
    expect(await other.begin(ROOT)).toBeInstanceOf(TrajectoryWriter);
    await other.dispose();
  });

  it('that died keeps nobody out', async () => {
    mkdirSync(store.folder, { recursive: true });
    const dead = { pid: 2 ** 22 + 1, host: hostname(), token: 'gone' };
    writeFileSync(join(store.folder, 'writer.lock'), JSON.stringify(dead));
    await begin();
  });

  it('on another machine that stays silent keeps nobody out; one that speaks does', async () => {
    mkdirSync(store.folder, { recursive: true });
    const lock = join(store.folder, 'writer.lock');
    writeFileSync(lock, JSON.stringify({ pid: 1, host: 'elsewhere', token: 'x' }));
    expect(await store.begin(ROOT)).toMatchObject({ kind: 'busy' });
    const before = new Date(Date.now() - 60_000);
    utimesSync(lock, before, before);
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      const begun = begin();
      await expect.poll(() => vi.getTimerCount()).toBe(1);
      await vi.advanceTimersByTimeAsync(10_000);
      await begun;
    } finally {
      vi.useRealTimers();
    }
  });

  it('that slept with its machine still keeps another out', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval'] });
    try {
      await begin();
      const lock = join(store.folder, 'writer.lock');
      utimesSync(lock, 0, 0);
      const other = open();
      const begun = other.begin(ROOT);
      await expect.poll(() => vi.getTimerCount()).toBe(2);
      await vi.advanceTimersByTimeAsync(5_000);
      await expect.poll(() => statSync(lock).mtimeMs).toBeGreaterThan(0);
      await vi.advanceTimersByTimeAsync(5_000);
      expect(await begun).toMatchObject({ kind: 'busy' });
      await other.dispose();
    } finally {
      vi.useRealTimers();
    }
  });

  it('that was disposed of takes the folder from nobody: an import that a person chose a file for meanwhile', async () => {
    await begin();
    await store.dispose();
    expect(await store.import({ ...ROOT, steps: [] })).toMatchObject({ kind: 'failed' });
    const other = open();
    expect(await other.begin(ROOT)).toBeInstanceOf(TrajectoryWriter);
    await other.dispose();
  });

  it('that was disposed of while it asked for the folder leaves it free', async () => {
    const begun = store.begin(ROOT);
    await store.dispose();
    expect(await begun).toMatchObject({ kind: 'failed' });
    const other = open();
    expect(await other.begin(ROOT)).toBeInstanceOf(TrajectoryWriter);
    await other.dispose();
  });

  it('shows that it lives for as long as it does', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await begin();
      const lock = join(store.folder, 'writer.lock');
      utimesSync(lock, 0, 0);
      await vi.advanceTimersByTimeAsync(6_000);
      await expect.poll(() => statSync(lock).mtimeMs).toBeGreaterThan(Date.now() - DAY);
      await store.dispose();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes no lock away that another has taken over', async () => {
    const lock = await WriterLock.acquire(scratch);
    const other = JSON.stringify({ pid: process.pid, host: hostname(), token: 'other' });
    writeFileSync(join(scratch, 'writer.lock'), other);
    await lock?.release();
    expect(readFileSync(join(scratch, 'writer.lock'), 'utf8')).toBe(other);
  });

  it('whose lock is unreadable keeps nobody out', async () => {
    mkdirSync(store.folder, { recursive: true });
    writeFileSync(join(store.folder, 'writer.lock'), '{"pid":');
    await begin();
  });

  it('stops when another program writes to its file', async () => {
    const writer = await begin();
    writeFileSync(join(store.folder, `${writer.id}.trajectory`), 'foreign', { flag: 'a' });
    await expect(writer.writeStep(step(1))).rejects.toThrow(/Another program/);
    await expect(writer.writeStep(step(2))).rejects.toThrow(/Another program/);
  });
});

describe('what is kept', () => {
  async function aged(days: number, steps = 1): Promise<string> {
    const writer = await begin();
    for (let id = 1; id <= steps; id++) await writer.writeStep(step(id));
    await writer.end('done');
    const then = new Date(Date.now() - days * DAY);
    utimesSync(join(store.folder, `${writer.id}.trajectory`), then, then);
    return writer.id;
  }
  const all = { maxAgeDays: 1e6, maxBytes: 1e12, maxCount: 1e6 };
  const ids = async () => (await store.list()).map(({ id }) => id);

  it('is bounded by age, number and size, oldest first', async () => {
    const [oldest, old, recent] = [await aged(40), await aged(20), await aged(1)];
    expect(await ids()).toEqual([recent, old, oldest]);
    expect(await store.retain({ ...all, maxAgeDays: 30 }, Date.now())).toMatchObject({ trajectories: 1 });
    expect(await ids()).toEqual([recent, old]);
    const bytes = (await store.list())[0]!.bytes;
    expect(await store.retain({ ...all, maxBytes: bytes }, Date.now())).toMatchObject({ trajectories: 1 });
    expect(await ids()).toEqual([recent]);
    expect(await store.retain({ ...all, maxCount: 0 }, Date.now())).toMatchObject({ trajectories: 1 });
    expect(await ids()).toEqual([]);
  });

  it('never loses what is being written', async () => {
    const writer = await begin();
    await store.retain({ ...all, maxCount: 0, maxAgeDays: 0 }, Date.now() + DAY);
    await writer.writeStep(step(1));
    expect(await ids()).toEqual([writer.id]);
  });

  it('is one less when one is deleted, also one that is being written', async () => {
    const [one, other, written] = [await aged(3), await aged(2), await begin()];
    await written.writeStep(step(1));
    expect(await store.remove(one)).toMatchObject({ trajectories: 1 });
    expect(await store.remove(written.id)).toMatchObject({ trajectories: 1 });
    expect(await ids()).toEqual([other]);
    await expect(written.writeStep(step(2))).rejects.toThrow();
  });

  it('is deleted altogether on demand, with word of what that was; what is not ours stays', async () => {
    await aged(1, 3);
    await begin();
    writeFileSync(join(store.folder, 'notes.txt'), 'not ours');
    const sizes = readdirSync(store.folder)
      .filter(name => name.endsWith('.trajectory'))
      .map(name => readFileSync(join(store.folder, name)).length);
    const deleted = await store.removeAll();
    expect(deleted).toEqual({ trajectories: 2, bytes: sizes[0]! + sizes[1]! });
    expect(readdirSync(store.folder)).toEqual(['notes.txt']);
    rmSync(join(store.folder, 'notes.txt'));
    const writer = await begin();
    // As a crash leaves it while the lock is made.
    writeFileSync(join(store.folder, 'writer.lock.0c9f'), '{}');
    await store.removeAll();
    await expect(writer.writeStep(step(1))).rejects.toThrow();
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('is not deleted while another window records there', async () => {
    const other = open();
    const written = await begin(other);
    expect(await store.removeAll()).toMatchObject({ kind: 'busy' });
    await written.writeStep(step(1));
    await other.dispose();
    expect((await store.read(written.id))?.trajectory.steps).toEqual([step(1)]);
    expect(await store.removeAll()).toMatchObject({ trajectories: 1 });
    expect(readdirSync(scratch)).toEqual([]);
  });
});

describe('a list', () => {
  const task = { title: 'x'.repeat(5_000), body: 'y'.repeat(50_000), source: 'typed' };
  const origin = {
    kind: 'agent',
    name: 'Claude Code',
    evidence: [{ kind: 'sessionFile', detail: 'a.jsonl' }],
  } as const;
  const listed = async (of = store) =>
    (await of.list()).map(({ title, agent, steps, hidden }) => ({ title, agent, steps, hidden }));

  /** Three steps, one of them written twice, a task that was set later, and two secrets. */
  async function writeSome(): Promise<TrajectoryWriter> {
    await store.dispose();
    store = open(new Redactor(() => ['hunter22']));
    const writer = await begin();
    for (const id of [1, 2, 3, 2]) await writer.writeStep(step(id));
    await writer.writeStep(step(3, { message: 'log in with hunter22' }));
    await writer.writeRoot({ ...ROOT, task: { ...task, body: 'hunter22' }, origin });
    return writer;
  }
  const some = { title: 'x'.repeat(120), agent: 'Claude Code', steps: 3, hidden: 2 };

  it('says the same of a trajectory while it is written, left behind, gone on with and ended', async () => {
    const writer = await writeSome();
    expect(await listed()).toEqual([some]);
    await writer.close();
    expect(await listed()).toEqual([some]);
    const resumed = await store.resume(writer.id);
    if ('problem' in resumed) throw new Error(resumed.problem);
    await resumed.writer.writeStep(step(4, { message: 'hunter22' }));
    const more = { ...some, steps: 4, hidden: 3 };
    expect(await listed()).toEqual([more]);
    await resumed.writer.end('git commit '.repeat(1_000));
    expect(await listed()).toEqual([more]);
    expect(await store.leftBehind()).toBeNull();
    expect(await store.read(writer.id)).toMatchObject({ hidden: 3, ended: true });
  });

  it('reads the end of an ended trajectory alone', async () => {
    const writer = await begin();
    await writer.writeSteps(Array.from({ length: 500 }, (_, index) => step(index + 1)));
    await writer.end('done');
    const file = join(store.folder, `${writer.id}.trajectory`);
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0x20, 0, bytes.length - 1_000));
    expect(await store.read(writer.id)).toBeNull();
    expect(await listed()).toEqual([{ title: 'Totals are wrong', agent: null, steps: 500, hidden: 0 }]);
  });

  it('names nothing that is no trajectory', async () => {
    const writer = await begin();
    writeFileSync(join(store.folder, '20260101T000000Z-00000000.trajectory'), 'something else');
    mkdirSync(join(store.folder, '20260101T000000Z-00000001.trajectory'));
    expect((await store.list()).map(({ id }) => id)).toEqual([writer.id]);
  });

  it('reads the whole where the end does not say what there was', async () => {
    const writer = await begin();
    await writer.writeStep(step(1));
    await writer.close();
    const file = join(store.folder, `${writer.id}.trajectory`);
    const reopened = await AppendLog.reopen(file);
    await reopened?.log.append(JSON.stringify({ kind: 'end', reason: 'done', summary: { steps: -1 } }));
    await reopened?.log.close();
    expect(await store.read(writer.id)).toMatchObject({ ended: true, problems: [] });
    expect(await listed()).toEqual([{ title: 'Totals are wrong', agent: null, steps: 1, hidden: 0 }]);
  });
});

describe('import and export', () => {
  it('an exported trajectory is imported as it was', async () => {
    const trajectory = { ...ROOT, steps: [step(1), step(2, { source: 'user', kind: 'message' })] };
    const document: unknown = JSON.parse(JSON.stringify(formatTrajectory(trajectory)));
    const parsed = parseTrajectory(document);
    const id = await store.import(parsed.trajectory!);
    if (typeof id !== 'string') throw new Error(id.problem);
    expect((await store.read(id))?.trajectory).toEqual(trajectory);
    expect(await store.leftBehind()).toBeNull();
  });

  it('what cannot be stored as a whole is not stored', async () => {
    let asked = 0;
    const failing = open(
      new Redactor(() => {
        if (++asked > 2) throw new Error('no secrets known');
        return [];
      }),
    );
    const steps = Array.from({ length: 600 }, (_, index) => step(index + 1));
    expect(await failing.import({ ...ROOT, steps })).toMatchObject({ kind: 'failed' });
    expect(asked).toBe(3);
    expect(await failing.list()).toEqual([]);
    await failing.dispose();
  });

  it('a name that leads elsewhere is no trajectory', async () => {
    const writer = await begin();
    await writer.close();
    copyFileSync(join(store.folder, `${writer.id}.trajectory`), join(scratch, 'x.trajectory'));
    for (const id of ['../x', '/etc/passwd', '', '20260101T000000Z-0000000g']) {
      expect(await store.read(id)).toBeNull();
      expect(await store.remove(id)).toEqual({ trajectories: 0, bytes: 0 });
    }
  });
});
