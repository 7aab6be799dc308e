import { fork, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScorerClient } from '../../../src/platform/process/scorerClient';
import { candidates, request } from '../worker/exampleTask';

const recorder = path.resolve('test/unit/rules/recordNetwork.cjs');
let folder: string;
let log: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'swe-rm-offline-'));
  log = path.join(folder, 'network.log');
  writeFileSync(log, '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a scorer at work', () => {
  it('opens its model, reads syntax and ranks candidates without asking the network', async () => {
    // What the runtime would send waits in the home folder, with an id of the machine; its sender leaves a file in the temporary one.
    const home = path.join(folder, 'home');
    mkdirSync(home);
    const client = new ScorerClient({
      workerPath: path.resolve('dist/worker.js'),
      modelFolder: path.resolve('test/fixtures/model-tiny'),
      threads: 1,
      nodeExecutable: null,
      memoryCeilingBytes: 2 ** 30,
      log: () => undefined,
      fork: (worker, options) =>
        fork(worker, {
          ...options,
          execArgv: [...(options.execArgv ?? []), '--require', recorder],
          env: { ...options.env, NETWORK_LOG: log, HOME: home, TMPDIR: home },
        }),
    });
    try {
      const { candidates: scored } = await client.score(
        request(candidates('product', 'swapped', 'twoHunks')),
      );
      expect(scored.map(({ set }) => set?.kind)).toEqual(['scored', 'scored', 'scored']);
    } finally {
      client.dispose();
    }
    expect(readFileSync(log, 'utf8')).toBe('');
    expect(readdirSync(home)).toEqual([]);
  });

  it.each([
    [`fetch('http://127.0.0.1:9').catch(() => 0)`, 'fetch'],
    [`require('http').get('http://127.0.0.1:9').on('error', () => 0)`, 'net.Socket.connect'],
    [`require('dns').lookup('localhost', () => 0)`, 'dns.lookup'],
    [`require('dgram').createSocket('udp4')`, 'dgram.createSocket'],
  ])('would be caught doing %s', (script, call) => {
    spawnSync(process.execPath, ['--require', recorder, '-e', script], { env: { NETWORK_LOG: log } });
    expect(readFileSync(log, 'utf8')).toContain(call);
  });
});
