import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HeadLog } from '../../../../src/platform/capture/headLog';

const [A, B] = ['a'.repeat(40), 'b'.repeat(40)];

let gitFolder: string;
let head: string;
let stash: string;

beforeEach(() => {
  gitFolder = mkdtempSync(join(tmpdir(), 'swe-rm-head-'));
  head = join(gitFolder, 'logs', 'HEAD');
  stash = join(gitFolder, 'logs', 'refs', 'stash');
  mkdirSync(join(gitFolder, 'logs', 'refs'), { recursive: true });
  writeFileSync(head, line(A, A, 'commit (initial): before'));
});

afterEach(() => rmSync(gitFolder, { recursive: true, force: true }));

function line(from: string, to: string, message: string): string {
  return `${from} ${to} T <t@example.invalid> 1767225600 +0000\t${message}\n`;
}

const told = async (log: HeadLog) =>
  (await log.news()).map(event => (event.kind === 'moved' ? event.move.command : event.command));

describe('what git logs', () => {
  it('is told once, in order, from when it was first looked at', async () => {
    const log = await HeadLog.open(gitFolder);
    expect(await told(log)).toEqual([]);
    appendFileSync(head, line(A, B, 'commit: one') + line(B, A, 'checkout: moving from x to y'));
    expect(await told(log)).toEqual(['git commit', 'git checkout y']);
    expect(await told(log)).toEqual([]);
  });

  it('is told when its line is whole', async () => {
    const log = await HeadLog.open(gitFolder);
    const whole = line(A, B, 'commit: one');
    appendFileSync(head, whole.slice(0, 50));
    expect(await told(log)).toEqual([]);
    appendFileSync(head, whole.slice(50));
    expect(await told(log)).toEqual(['git commit']);
  });

  it('of a stash is its making, and its going when git deletes the log with the last one', async () => {
    const log = await HeadLog.open(gitFolder);
    writeFileSync(stash, line(A, B, 'WIP on main'));
    appendFileSync(head, line(A, A, 'reset: moving to HEAD'));
    expect(await told(log)).toEqual(['git stash']);
    rmSync(stash);
    expect(await told(log)).toEqual(['git stash pop']);
    expect(await told(log)).toEqual([]);
  });

  it('and cannot be read for a moment is told later, without an error', async () => {
    const log = await HeadLog.open(gitFolder);
    const before = line(A, A, 'commit (initial): before');
    rmSync(head);
    mkdirSync(head);
    expect(await told(log)).toEqual([]);
    rmSync(head, { recursive: true });
    writeFileSync(head, before + line(A, B, 'commit: one'));
    expect(await told(log)).toEqual(['git commit']);
  });
});
