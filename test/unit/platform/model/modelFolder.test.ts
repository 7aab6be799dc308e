import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../../src/core/model/manifest';
import { openModelFolder } from '../../../../src/platform/model/modelFolder';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'swe-rm-model-'));
  cpSync('test/fixtures/model-tiny', folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const inFolder = (name: string) => path.join(folder, name);
const manifest = () => JSON.parse(readFileSync(inFolder('manifest.json'), 'utf8')) as Manifest;

/** Rewrites the manifest. `Manifest` is readonly in meaning, not in type: here it is a draft. */
function edit(change: (draft: Manifest) => void): void {
  const draft = manifest();
  change(draft);
  writeFileSync(inFolder('manifest.json'), JSON.stringify(draft));
}

async function problem(): Promise<string> {
  const opened = await openModelFolder(folder);
  expect(opened.kind).toBe('problem');
  const message = opened.kind === 'problem' ? opened.message : '';
  expect(message.split('\n')).toHaveLength(1);
  return message;
}

describe('a model folder', () => {
  it('that is as its manifest says is opened, with the bytes that were hashed', async () => {
    const opened = await openModelFolder(folder);
    expect(opened).toMatchObject({ kind: 'model', manifest: { name: 'random weights' } });
    if (opened.kind !== 'model') return;
    expect(createHash('sha256').update(opened.graph).digest('hex')).toBe(manifest().files['model.onnx']?.sha256);
    expect(Buffer.from(opened.tokenizer).equals(readFileSync(inFolder('tokenizer.json')))).toBe(true);
  });

  it('that does not exist', async () => {
    rmSync(folder, { recursive: true });
    expect(await problem()).toContain('has no file manifest.json');
    mkdirSync(folder);
  });

  it('that is not named by an absolute path: it would depend on where the process was started', async () => {
    folder = path.relative(process.cwd(), folder);
    expect(await problem()).toContain('is not an absolute path');
  });

  it('with a manifest that is not JSON', async () => {
    writeFileSync(inFolder('manifest.json'), '{"name":');
    expect(await problem()).toContain('is not JSON');
  });

  it('with a manifest that lacks something names the place', async () => {
    edit(draft => {
      draft.calibration.set.replicates = [];
    });
    expect(await problem()).toContain('calibration.set.replicates');
  });

  it.each(['name', 'version', 'licence'] as const)(
    'with a manifest whose %s would move the cursor of a terminal, or turn text round',
    async field => {
      for (const sign of ['\u001b', '\u009b', '\n', '\u202e']) {
        edit(draft => {
          draft[field] = `1${sign}2`;
        });
        expect(await problem()).toContain(`manifest.json is not valid at ${field}`);
      }
    },
  );

  it.each(['../model.onnx', '/etc/passwd', '..', '.hidden', 'a\\b'])('with a file called %s', async name => {
    edit(draft => {
      draft.graph = name;
      draft.files[name] = { sha256: '0'.repeat(64), bytes: 1 };
    });
    expect(await problem()).toContain('manifest.json is not valid');
  });

  it('that lacks a listed file', async () => {
    rmSync(inFolder('tokenizer.json'));
    expect(await problem()).toContain('has no file tokenizer.json');
  });

  it('with one byte of its weights changed', async () => {
    const bytes = readFileSync(inFolder('model.onnx'));
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(inFolder('model.onnx'), bytes);
    expect(await problem()).toContain('its SHA-256 differs');
  });

  it('with a truncated graph', async () => {
    writeFileSync(inFolder('model.onnx'), readFileSync(inFolder('model.onnx')).subarray(0, 1000));
    expect(await problem()).toContain('has 1000 bytes');
  });

  it('with a truncated graph whose hash is stated rightly', async () => {
    const bytes = readFileSync(inFolder('model.onnx')).subarray(0, 1000);
    writeFileSync(inFolder('model.onnx'), bytes);
    edit(draft => {
      draft.files['model.onnx'] = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
    });
    expect(await problem()).toContain('damaged');
  });

  it('whose graph is not hashed in its manifest', async () => {
    edit(draft => {
      delete draft.files['model.onnx'];
    });
    expect(await problem()).toContain('states no SHA-256 for its file model.onnx');
  });

  it('with a file larger than 50 MB', async () => {
    writeFileSync(inFolder('model.onnx'), Buffer.alloc(50_000_001));
    expect(await problem()).toContain('at most 50000000 are read');
  });

  it.skipIf(process.platform === 'win32')('with a link for a file', async () => {
    renameSync(inFolder('model.onnx'), inFolder('elsewhere'));
    symlinkSync(inFolder('elsewhere'), inFolder('model.onnx'));
    expect(await problem()).toContain('not a plain file');
  });

  it('with a folder for a file', async () => {
    rmSync(inFolder('model.onnx'));
    mkdirSync(inFolder('model.onnx'));
    expect(await problem()).toContain('not a plain file');
  });

  it('trained on another rendering', async () => {
    edit(draft => {
      draft.input.renderVersion++;
    });
    expect(await problem()).toContain('was trained on rendering');
  });

  it.each([
    ['renamed', (names: string[]) => (names[0] = 'other')],
    ['in another order', (names: string[]) => names.reverse()],
    ['fewer', (names: string[]) => names.pop()],
  ])('trained on evidence %s', async (_, change) => {
    edit(draft => void change(draft.input.evidence.patch));
    expect(await problem()).toContain('other patch evidence');
  });

  it('that was not trained on a group of evidence is opened: the group stays masked', async () => {
    edit(draft => {
      draft.input.evidence.agreement = [];
    });
    expect((await openModelFolder(folder)).kind).toBe('model');
  });
});
