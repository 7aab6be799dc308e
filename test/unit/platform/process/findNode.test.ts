import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findNode } from '../../../../src/platform/process/findNode';

let folder: string;
const name = process.platform === 'win32' ? 'node.exe' : 'node';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'swe-rm-node-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts an executable into a folder of its own; `version` answers for all of them. */
function surroundings(
  version: (file: string) => Promise<string>,
  electron: string | undefined,
  PATH = folder,
) {
  const file = path.join(folder, name);
  writeFileSync(file, '');
  chmodSync(file, 0o755);
  return { electron, env: { PATH }, version };
}

const node20 = () => Promise.resolve('v20.1.0\n');

describe('the Node for the scorer', () => {
  it('is the one that is set', async () => {
    const file = path.join(folder, name);
    expect(await findNode(file, surroundings(node20, '37'))).toMatchObject({ executable: file });
  });

  it('is this process when it is Node', async () => {
    expect(await findNode(null, surroundings(node20, undefined))).toMatchObject({ executable: null });
  });

  it('is the one on PATH under Electron', async () => {
    expect(await findNode(null, surroundings(node20, '37'))).toEqual({
      executable: path.join(folder, name),
      refused: null,
      reason: `Node v20.1.0 on PATH, ${path.join(folder, name)}`,
    });
  });

  it('is never looked for by a relative entry of PATH', async () => {
    const found = await findNode(null, surroundings(node20, '37', path.relative('.', folder)));
    expect(found).toEqual({ executable: null, reason: 'Electron 37 as Node', refused: null });
  });

  it.each([
    ['is too old', () => Promise.resolve('v18.20.0')],
    ['is something else', () => Promise.resolve('Python 3.13')],
    ['cannot be run', () => Promise.reject(new Error('EACCES'))],
  ])('is Electron when the one on PATH %s', async (_, version) => {
    expect(await findNode(null, surroundings(version, '37'))).toMatchObject({ executable: null });
  });

  it('falls back and says so when the one that is set does not serve', async () => {
    const found = await findNode('relative/node', surroundings(node20, undefined));
    expect(found).toEqual({
      executable: null,
      reason: 'the Node that runs this',
      refused: 'relative/node is not an absolute path',
    });
    const broken = await findNode(
      path.join(folder, 'none'),
      surroundings(() => Promise.reject(new Error()), undefined),
    );
    expect(broken.refused).toBe(`${path.join(folder, 'none')} cannot be run`);
  });
});
