import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../src/core/scoring/outcome';
import { turnedOutWell } from '../../../../src/core/scoring/turnedOutWell';
import { changeKey } from '../../../../src/platform/outcomes/changeKey';
import { OutcomeStore } from '../../../../src/platform/outcomes/outcomeStore';
import { WriterLock } from '../../../../src/platform/store/writerLock';

const outcome = (number: number, event: Outcome['event'] = { kind: 'kept' }): Outcome => ({
  version: 1,
  change: number.toString(16).padStart(64, '0'),
  commit: null,
  at: '2026-01-02T03:04:05.000Z',
  source: 'history',
  event,
  score: { score: 0.5, regime: 'single', model: 'm', version: '1' },
});

let folder = '';
let file = '';
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'swe-rm-outcomes-')), 'store');
  file = path.join(folder, 'outcomes.jsonl');
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

describe('outcomes', () => {
  it('are read back in the order they were kept, by another store too', async () => {
    const store = new OutcomeStore(folder);
    expect(await store.read()).toEqual({ outcomes: [], unreadable: 0 });
    await Promise.all([store.add([outcome(1), outcome(2)]), store.add([outcome(3)])]);
    const { outcomes } = await new OutcomeStore(folder).read();
    expect(outcomes).toEqual([outcome(1), outcome(2), outcome(3)]);
  });

  it('survive a line torn at any byte: what was kept before it is read, what comes after it too', async () => {
    await new OutcomeStore(folder).add([outcome(1), outcome(2)]);
    const whole = readFileSync(file, 'utf8');
    const firstEnd = whole.indexOf('\n') + 1;
    for (let size = firstEnd; size < whole.length - 1; size += 37) {
      truncateSync(file, 0);
      appendFileSync(file, whole.slice(0, size));
      const store = new OutcomeStore(folder);
      await store.add([outcome(3)]);
      expect((await store.read()).outcomes).toEqual([outcome(1), outcome(3)]);
    }
  });

  it('are forgotten on request, and a foreign file is not taken for them', async () => {
    const store = new OutcomeStore(folder);
    await store.add([outcome(1)]);
    await store.clear();
    expect((await store.read()).outcomes).toEqual([]);
    symlinkSync(__filename, file);
    expect(await store.read()).toEqual({ outcomes: [], unreadable: 0 });
  });

  it('stay bounded', async () => {
    const store = new OutcomeStore(folder);
    await store.add(Array.from({ length: 9_999 }, (_, i) => outcome(i)));
    await store.add([outcome(10_000), outcome(10_001)]);
    const { outcomes } = await store.read();
    expect(outcomes).toHaveLength(5_000);
    expect(outcomes.at(-1)).toEqual(outcome(10_001));
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(5_010);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('are rewritten no sooner than there are twice as many as are kept', async () => {
    const store = new OutcomeStore(folder);
    await store.add(Array.from({ length: 9_998 }, (_, i) => outcome(i)));
    await store.add([outcome(9_998)]);
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(9_999);
    // What is read is bounded all the same.
    const { outcomes } = await store.read();
    expect(outcomes).toHaveLength(5_000);
    expect(outcomes[0]).toEqual(outcome(4_999));
  });

  it('of two windows are all there, also when one writes anew what the other adds to', async () => {
    const [one, other] = [new OutcomeStore(folder), new OutcomeStore(folder)];
    await one.add(Array.from({ length: 9_990 }, (_, i) => outcome(i)));
    const added = Array.from({ length: 20 }, (_, i) => outcome(20_000 + i));
    await Promise.all(added.map((kept, i) => (i % 2 === 0 ? one : other).add([kept])));
    const { outcomes, unreadable } = await new OutcomeStore(folder).read();
    expect(unreadable).toBe(0);
    expect(new Set(outcomes.slice(-20).map(({ change }) => change))).toEqual(
      new Set(added.map(({ change }) => change)),
    );
    expect(readdirSync(folder)).toEqual(['outcomes.jsonl']);
  });

  it('that another window holds for long are not waited for without end', async () => {
    mkdirSync(folder, { recursive: true });
    const other = await WriterLock.acquire(folder);
    await expect(new OutcomeStore(folder).add([outcome(1)])).rejects.toThrow(/Another window/);
    await other?.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that nobody added make no folder', async () => {
    const store = new OutcomeStore(folder);
    await store.add([]);
    expect(existsSync(folder)).toBe(false);
    await store.clear();
    await store.clear();
    expect((await store.read()).outcomes).toEqual([]);
  });

  it('in lines that are none of ours are counted and passed over', async () => {
    const store = new OutcomeStore(folder);
    await store.add([outcome(1)]);
    appendFileSync(file, '{"version":2}\n\nnot JSON\n{}\n');
    await store.add([outcome(2)]);
    expect(await store.read()).toEqual({ outcomes: [outcome(1), outcome(2)], unreadable: 3 });
  });

  it('are kept again after a time in which they could not be', async () => {
    writeFileSync(folder, 'in the way of the folder');
    const store = new OutcomeStore(folder);
    await expect(store.add([outcome(1)])).rejects.toThrow();
    await expect(store.read()).rejects.toThrow();
    rmSync(folder);
    await store.add([outcome(2)]);
    expect((await store.read()).outcomes).toEqual([outcome(2)]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('say whether a change turned out well; a choice does not', () => {
    expect(turnedOutWell({ kind: 'kept' })).toBe(true);
    expect(turnedOutWell({ kind: 'quicklyFixed' })).toBe(false);
    expect(turnedOutWell({ kind: 'tested', passed: false })).toBe(false);
    expect(turnedOutWell({ kind: 'choice', rank: 1, of: 3, blind: true })).toBeNull();
  });

  it('know a change again by its key, whatever the line numbers', () => {
    const diff = (at: number) => `--- a/x.ts\n+++ b/x.ts\n@@ -${at} +${at} @@\n-a\n+b\n`;
    expect(changeKey(diff(1))).toBe(changeKey(diff(9)));
    expect(changeKey(diff(1))).not.toBe(changeKey(diff(1).replace('+b', '+c')));
  });
});
