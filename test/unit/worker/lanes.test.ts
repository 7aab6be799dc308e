import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVIDENCE_GROUPS } from '../../../src/core/evidence/evidence';
import { manifestSchema } from '../../../src/core/model/manifest';
import { cacheFloats, type EngineInput, type EngineShape } from '../../../src/worker/engines/engine';
import { Lanes } from '../../../src/worker/engines/lanes';
import { OnnxEngine } from '../../../src/worker/engines/onnxEngine';
import { buildWorker } from './buildWorker';

const folder = 'test/fixtures/model-tiny';
const { architecture, input } = manifestSchema.parse(
  JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')),
);
const shape: EngineShape = {
  ...architecture,
  features: Object.fromEntries(
    EVIDENCE_GROUPS.map(group => [group, input.evidence[group].length]),
  ) as EngineShape['features'],
};
const graph = readFileSync(`${folder}/model.onnx`);

/** A chunk of text after `pastLength` others. */
function chunk(tokens: number, pastLength: number, seed: number): EngineInput {
  const past = Float32Array.from({ length: pastLength * cacheFloats(shape) }, (_, i) => Math.sin(i * seed));
  return {
    tokens: Array.from({ length: tokens }, (_, i) => (i * 7 + seed) % 100),
    evidence: null,
    past,
    pastLength,
  };
}

let script: string;
let alone: OnnxEngine;
beforeAll(async () => {
  script = path.join(path.dirname(await buildWorker('lanes/worker')), 'lane.js');
  alone = await OnnxEngine.load(graph, shape, 1);
}, 60_000);
afterAll(() => alone.dispose());

describe('lanes', () => {
  it('give the bits that one engine gives, whichever lane a run gets', async () => {
    const lanes = await Lanes.load(script, graph, shape, 3);
    expect(lanes.runsAtOnce).toBe(3);
    const inputs = [1, 2, 3, 4, 5, 6, 7].map(i => chunk(3 * i, (5 * i) % 12, i));
    const outputs = await Promise.all(inputs.map(one => lanes.run(one)));
    for (const [i, one] of inputs.entries()) expect(outputs[i]).toEqual(await alone.run(one));
    await lanes.dispose();
  });

  it('take the past as it is when the run is asked for', async () => {
    const lanes = await Lanes.load(script, graph, shape, 1);
    const one = chunk(4, 6, 3);
    const expected = await alone.run(chunk(4, 6, 3));
    const running = lanes.run(one);
    one.past.fill(0);
    expect(await running).toEqual(expected);
    await lanes.dispose();
  });

  it('answer a run that fails, and the next', async () => {
    const lanes = await Lanes.load(script, graph, shape, 1);
    const one = chunk(4, 0, 3);
    await expect(lanes.run({ ...one, tokens: [1_000_000] })).rejects.toThrow(/./);
    expect(await lanes.run(one)).toEqual(await alone.run(one));
    await lanes.dispose();
  });

  it('refuse a graph that is none', async () => {
    await expect(Lanes.load(script, new Uint8Array(8), shape, 2)).rejects.toThrow(/./);
  });
});
