import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type * as fs from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WriterLock } from '../../../../src/platform/store/writerLock';

/** What another window does just before this one moves a lock out of the way. */
const meanwhile = vi.hoisted(() => ({ act: (): void => undefined }));
vi.mock('node:fs/promises', async original => {
  const real = await original<typeof fs>();
  return {
    ...real,
    rename: (from: string, to: string) => {
      meanwhile.act();
      meanwhile.act = () => undefined;
      return real.rename(from, to);
    },
  };
});

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'swe-rm-lock-'));
  file = join(folder, 'writer.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const lockOf = (pid: number | undefined) => JSON.stringify({ pid, host: hostname(), token: `of ${pid}` });
/** A process that has ended. */
const dead = () => spawnSync(process.execPath, ['--version']).pid;

it('a lock whose owner has died is taken over', async () => {
  writeFileSync(file, lockOf(dead()));
  const lock = await WriterLock.acquire(folder);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
  await lock?.release();
  expect(readdirSync(folder)).toEqual([]);
});

it('of an owner on another machine it is not known whether it lives', async () => {
  const theirs = JSON.stringify({ pid: dead(), host: `not ${hostname()}`, token: 'theirs' });
  writeFileSync(file, theirs);
  expect(await WriterLock.acquire(folder)).toBeNull();
  expect(readFileSync(file, 'utf8')).toBe(theirs);
});

it('a lock that another window has taken over meanwhile is put back', async () => {
  const theirs = lockOf(process.ppid);
  writeFileSync(file, lockOf(dead()));
  meanwhile.act = () => writeFileSync(file, theirs);
  expect(await WriterLock.acquire(folder)).toBeNull();
  expect(readFileSync(file, 'utf8')).toBe(theirs);
  expect(readdirSync(folder)).toEqual(['writer.lock']);
});
