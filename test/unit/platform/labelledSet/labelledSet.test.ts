import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_COMMAND, MAX_OBSERVATION } from '../../../../src/core/evidence/processStep';
import { readLabelledSet, type LabelledSetOptions } from '../../../../src/platform/labelledSet/labelledSet';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'labelled-set-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const everything: LabelledSetOptions = {
  split: null,
  limitTasks: null,
  limitCandidates: null,
  titlesOnly: false,
  otherTasks: false,
  signal: new AbortController().signal,
};

function lines(rows: readonly unknown[]): string {
  return rows.map(row => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');
}

function write(name: string, rows: readonly unknown[]): void {
  writeFileSync(path.join(folder, name), lines(rows));
}

const task = (id: string, more = {}) => ({ task_id: id, body: `Title ${id}\nThe body.`, ...more });
const candidate = (id: string, taskId: string, more = {}) => ({
  candidate_id: id,
  task_id: taskId,
  patch: `patch of ${id}`,
  ...more,
});

describe('readLabelledSet', () => {
  it('joins tasks, candidates and base files, whatever the order of their rows', async () => {
    write('tasks.jsonl', [task('b'), task('a', { repo: 'o/r', split: 'dev' })]);
    write('candidates.jsonl', [
      candidate('z', 'a', { resolved: true }),
      candidate('c', 'b'),
      candidate('y', 'a', { resolved: false, submission: 's' }),
    ]);
    write('base_files.jsonl', [
      { task_id: 'a', path: 'x.py', content: 'one' },
      { task_id: 'b', path: 'x.py', content: 'other' },
      { task_id: 'a', path: 'y.py', content: 'two' },
      { task_id: 'a', path: 'x.py', content: 'given again' },
    ]);
    const set = await readLabelledSet(folder, everything);
    expect(set.problems).toEqual([]);
    expect(set.tasks.map(({ id, candidates }) => [id, candidates.map(c => c.id)])).toEqual([
      ['a', ['y', 'z']],
      ['b', ['c']],
    ]);
    expect(set.tasks[0]).toMatchObject({ repo: 'o/r', task: { title: 'Title a', body: 'The body.' } });
    expect(set.tasks[0]?.candidates[0]).toMatchObject({ resolved: false, submission: 's', split: 'dev' });
    expect(set.tasks[1]?.candidates[0]).toMatchObject({ resolved: null, submission: '', split: null });
    expect(set.baseFiles('a')).toEqual({ 'x.py': 'one', 'y.py': 'two' });
    expect(set.baseFiles('b')).toEqual({ 'x.py': 'other' });
    expect(set.baseFiles('unknown')).toEqual({});
  });

  it('reads trajectories of the candidates that count, bounded, and as steps that are known', async () => {
    write('tasks.jsonl', [task('a')]);
    write('candidates.jsonl', [
      candidate('1', 'a'),
      candidate('2', 'a'),
      candidate('3', 'a', { label_conflict: true }),
    ]);
    const long = {
      kind: 'test',
      command: 'c'.repeat(5_000),
      observation: `a${'-'.repeat(5_000)}z`,
      exit_code: 1,
    };
    write('trajectories.jsonl', [
      { candidate_id: '1', agent: 'x', steps: [{ kind: 'view', command: null }, { kind: 'dream' }, long] },
      { candidate_id: '3', steps: [long] },
      { candidate_id: 'nobody', steps: [] },
      { candidate_id: '2', steps: 'none' },
      { candidate_id: '1', steps: [] },
    ]);
    const set = await readLabelledSet(folder, everything);
    expect(set.problems).toMatchObject([{ file: 'trajectories.jsonl', line: 4 }]);
    const [view, unknown, test] = set.steps('1') ?? [];
    expect([view, unknown]).toEqual([
      { kind: 'view', command: '', observation: '', exitCode: null },
      { kind: 'other', command: '', observation: '', exitCode: null },
    ]);
    expect(test).toMatchObject({ kind: 'test', exitCode: 1 });
    expect([test?.command.length, test?.observation.length]).toEqual([MAX_COMMAND, MAX_OBSERVATION]);
    expect(test?.observation.at(-1)).toBe('z');
    expect([set.steps('2'), set.steps('3'), set.steps('nobody')]).toEqual([null, null, null]);
  });

  it('leaves out and counts rows whose label says nothing', async () => {
    write('tasks.jsonl', [task('a'), task('b')]);
    write('candidates.jsonl', [
      candidate('1', 'a', { positives_only: true }),
      candidate('2', 'a', { label_conflict: true }),
      candidate('3', 'a', { positives_only: null }),
      candidate('4', 'b', { positives_only: true }),
    ]);
    const set = await readLabelledSet(folder, everything);
    expect(set.leftOut).toEqual({ positivesOnly: 2, labelConflict: 1 });
    expect(set.tasks.map(t => t.candidates.map(c => c.id))).toEqual([['3']]);
  });

  it('keeps one split, of the candidate or else of its task, and the first tasks', async () => {
    write('tasks.jsonl', [
      task('a', { split: 'dev' }),
      task('b', { split: 'train' }),
      task('c', { split: 'dev' }),
    ]);
    write('candidates.jsonl', [
      candidate('1', 'a'),
      candidate('2', 'a', { split: 'train' }),
      candidate('3', 'b', { split: 'dev' }),
      candidate('4', 'c'),
    ]);
    const set = await readLabelledSet(folder, { ...everything, split: 'dev', limitTasks: 2 });
    expect(set.tasks.map(t => t.candidates.map(c => c.id))).toEqual([['1'], ['3']]);
  });

  it('reads of each task its title and nothing else', async () => {
    write('tasks.jsonl', [
      { ...task('a'), body: '# Load it\n\nfrom a file' },
      { ...task('b'), body: ' ' },
    ]);
    write('candidates.jsonl', [candidate('1', 'a'), candidate('2', 'b')]);
    const titles = async (titlesOnly: boolean) => {
      const set = await readLabelledSet(folder, { ...everything, titlesOnly });
      return set.tasks.map(one => one.task);
    };
    expect(await titles(false)).toMatchObject([{ title: 'Load it', body: 'from a file' }, null]);
    expect(await titles(true)).toMatchObject([{ title: 'Load it', body: '' }, null]);
  });

  it('gives each task the text of another of its repository, which no candidate resolves', async () => {
    write('tasks.jsonl', [
      ...['a', 'b', 'c'].map(id => task(id, { repo: 'o/r' })),
      task('lone', { repo: 'o/lone' }),
      task('same', { repo: 'o/same', body: 'One text.' }),
      task('again', { repo: 'o/same', body: 'One text.' }),
    ]);
    const ids = ['a', 'b', 'c', 'lone', 'same', 'again'];
    write(
      'candidates.jsonl',
      ids.map(id => candidate(`of ${id}`, id, { resolved: true })),
    );
    const set = await readLabelledSet(folder, { ...everything, otherTasks: true });
    expect(set.tasks.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(set.tasks.filter(one => one.task?.title === `Title ${one.id}`)).toEqual([]);
    expect(new Set(set.tasks.map(one => one.task?.title)).size).toBe(3);
    expect(set.tasks.flatMap(one => one.candidates)).toMatchObject([
      { id: 'of a', patch: 'patch of of a', resolved: false },
      { id: 'of b', patch: 'patch of of b', resolved: false },
      { id: 'of c', patch: 'patch of of c', resolved: false },
    ]);
  });

  it('draws so many candidates of each task, whatever the order of their rows', async () => {
    write('tasks.jsonl', [task('a'), task('b')]);
    const rows = Array.from({ length: 9 }, (_, i) => candidate(`c${i}`, 'a'));
    const few = { ...everything, limitCandidates: 4 };
    const read = async (given: readonly unknown[]) => {
      write('candidates.jsonl', [...given, candidate('lone', 'b')]);
      const set = await readLabelledSet(folder, few);
      return set.tasks.map(({ candidates }) => candidates.map(({ id }) => id));
    };
    const [of, lone] = await read(rows);
    expect(new Set(of).size).toBe(4);
    expect(lone).toEqual(['lone']);
    // Not simply the first by name.
    expect(of).not.toEqual(['c0', 'c1', 'c2', 'c3']);
    expect(await read(rows.toReversed())).toEqual([of, lone]);
  });

  it('reports bad rows with their lines and keeps the others', async () => {
    write('tasks.jsonl', [task('a'), '{"task_id": ', task('a')]);
    write('candidates.jsonl', [
      candidate('1', 'a', { resolved: 'yes' }),
      '',
      candidate('2', 'nowhere'),
      candidate('3', 'a'),
      candidate('3', 'a'),
      '[]',
    ]);
    const set = await readLabelledSet(folder, everything);
    expect(set.tasks.map(t => t.candidates.map(c => c.id))).toEqual([['3']]);
    expect(set.problems.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'tasks.jsonl:2',
      'tasks.jsonl:3',
      'candidates.jsonl:1',
      'candidates.jsonl:3',
      'candidates.jsonl:5',
      'candidates.jsonl:6',
    ]);
    expect(set.problems[2]?.message).toContain('resolved');
  });

  it('says what is missing in a folder that is no labelled set', async () => {
    const set = await readLabelledSet(path.join(folder, 'nowhere'), everything);
    expect(set.tasks).toEqual([]);
    expect(set.problems.map(problem => problem.file)).toEqual(['tasks.jsonl', 'candidates.jsonl']);
  });

  it('keeps what came before the damage of a broken archive', async () => {
    const many = Array.from({ length: 2_000 }, (_, i) =>
      candidate(`c${i}`, 'a', { patch: `${Math.sin(i)}` }),
    );
    write('tasks.jsonl', [task('a')]);
    const packed = gzipSync(lines(many));
    writeFileSync(path.join(folder, 'candidates.jsonl.gz'), packed.subarray(0, packed.length / 2));
    const set = await readLabelledSet(folder, everything);
    expect(set.tasks[0]?.candidates.length).toBeGreaterThan(100);
    expect(set.problems.at(-1)).toMatchObject({ file: 'candidates.jsonl.gz' });
    expect(set.problems.at(-1)?.message).toContain('could not be read');
  });

  it('takes __proto__ for a name like any other', async () => {
    write('tasks.jsonl', [task('__proto__')]);
    write('candidates.jsonl', [candidate('1', '__proto__')]);
    write('base_files.jsonl', [{ task_id: '__proto__', path: '__proto__', content: 'text' }]);
    const set = await readLabelledSet(folder, everything);
    expect(Object.entries(set.baseFiles('__proto__'))).toEqual([['__proto__', 'text']]);
  });

  it('stops when it is told to', async () => {
    write('tasks.jsonl', [task('a')]);
    const aborted = { ...everything, signal: AbortSignal.abort() };
    await expect(readLabelledSet(folder, aborted)).rejects.toThrow('aborted');
  });

  it('reads back any text, packed or not, with line separators inside strings', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', '\u2028', '\u2029', '"', '😀', ' ') }),
          {
            minLength: 1,
            maxLength: 20,
          },
        ),
        fc.boolean(),
        async (patches, packed) => {
          rmSync(path.join(folder, 'candidates.jsonl'), { force: true });
          rmSync(path.join(folder, 'candidates.jsonl.gz'), { force: true });
          write('tasks.jsonl', [task('a')]);
          const text = lines(
            patches.map((patch, i) => candidate(String(i).padStart(3, '0'), 'a', { patch })),
          );
          if (packed) writeFileSync(path.join(folder, 'candidates.jsonl.gz'), gzipSync(text));
          else writeFileSync(path.join(folder, 'candidates.jsonl'), text);
          const set = await readLabelledSet(folder, everything);
          expect(set.problems).toEqual([]);
          expect(set.tasks[0]?.candidates.map(c => c.patch)).toEqual(patches);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('never throws for what the files hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.array(fc.json(), { maxLength: 8 }),
        async (bytes, rows) => {
          writeFileSync(path.join(folder, 'tasks.jsonl'), bytes);
          write('candidates.jsonl', rows);
          writeFileSync(path.join(folder, 'base_files.jsonl.gz'), bytes);
          const set = await readLabelledSet(folder, everything);
          expect(set.tasks).toEqual([]);
          expect(set.problems.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 40 },
    );
  });
});
