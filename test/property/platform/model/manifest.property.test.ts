import fc from 'fast-check';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModelFolder } from '../../../../src/platform/model/modelFolder';
import { mutated } from '../../mutatedJson';

describe('a model folder', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'swe-rm-manifest-'));
    cpSync('test/fixtures/model-tiny', folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('whatever its manifest says is opened with the files as they are, or refused in one short sentence', async () => {
    const valid: unknown = JSON.parse(readFileSync('test/fixtures/model-tiny/manifest.json', 'utf8'));
    const graph = readFileSync(path.join(folder, 'model.onnx'));
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(mutated(valid), async manifest => {
        writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
        const opened = await openModelFolder(folder);
        if (opened.kind === 'model') {
          expect(graph.equals(opened.graph)).toBe(true);
        } else {
          refused++;
          expect(opened.message).toMatch(/^The .{1,600}[.)]$/);
        }
      }),
    );
    expect(refused).toBeGreaterThan(10);
  });
});
