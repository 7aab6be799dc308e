import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVIDENCE_GROUPS } from '../../../src/core/evidence/evidence';
import { manifestSchema } from '../../../src/core/model/manifest';
import { cacheFloats, type Engine, type EngineShape } from '../../../src/worker/engines/engine';
import { Lanes } from '../../../src/worker/engines/lanes';
import { OnnxEngine } from '../../../src/worker/engines/onnxEngine';
import { usePlainAttention } from '../../../src/worker/engines/plainAttention';
import { refuseTelemetry } from '../../../src/worker/engines/runtimeTelemetry';
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

const shared = (length: number) => new Float32Array(new SharedArrayBuffer(4 * length));

/** A chunk of text after `pastLength` others, which come in pieces. */
function chunk(tokens: number, pastLength: number, seed: number, pieces = 1) {
  const perPosition = cacheFloats(shape);
  const floats = shared(pastLength * perPosition);
  for (let i = 0; i < floats.length; i++) floats[i] = Math.sin(i * seed);
  const length = Math.ceil(pastLength / pieces) * perPosition;
  return {
    tokens: Array.from({ length: tokens }, (_, i) => (i * 7 + seed) % 100),
    evidence: null,
    past: Array.from({ length: pieces }, (_, i) => floats.subarray(i * length, (i + 1) * length)),
    present: shared(tokens * perPosition),
  };
}

/** What a run gives: logits, and what it writes. */
async function outcome(engine: Pick<Engine, 'run'>, input: ReturnType<typeof chunk>) {
  return { logits: await engine.run(input), present: [...input.present] };
}

let script: string;
let alone: OnnxEngine;
beforeAll(async () => {
  script = path.join(path.dirname(await buildWorker('lanes/worker')), 'lane.js');
  // As the lanes will: the two ways of attention differ in the last bits.
  refuseTelemetry();
  usePlainAttention();
  alone = await OnnxEngine.load(graph, shape, 1);
}, 60_000);
afterAll(() => alone.dispose());

describe('lanes', () => {
  it('give the bits that one engine gives, whichever lane a run gets', async () => {
    const lanes = await Lanes.load(script, graph, shape, 3);
    expect(lanes.runsAtOnce).toBe(3);
    const inputs = [1, 2, 3, 4, 5, 6, 7].map(i => chunk(3 * i, (5 * i) % 12, i));
    const outputs = await Promise.all(inputs.map(one => outcome(lanes, one)));
    for (const [i, one] of inputs.entries()) {
      one.present.fill(0);
      expect(outputs[i]).toEqual(await outcome(alone, one));
      expect(outputs[i]?.present.some(value => value !== 0)).toBe(true);
    }
    await lanes.dispose();
  });

  it('read a past in pieces as in one', async () => {
    const lanes = await Lanes.load(script, graph, shape, 1);
    const whole = await outcome(lanes, chunk(4, 11, 3));
    expect(await outcome(lanes, chunk(4, 11, 3, 3))).toEqual(whole);
    await lanes.dispose();
  });

  it('refuse to write keys and values into memory of another size', async () => {
    const lanes = await Lanes.load(script, graph, shape, 1);
    const one = chunk(4, 0, 3);
    await expect(lanes.run({ ...one, present: shared(one.present.length - 1) })).rejects.toThrow(
      'numbers, not',
    );
    await lanes.dispose();
  });

  it('answer a run that fails, and the next', async () => {
    const lanes = await Lanes.load(script, graph, shape, 1);
    const one = chunk(4, 0, 3);
    await expect(lanes.run({ ...one, tokens: [1_000_000] })).rejects.toThrow(/./);
    expect(await outcome(lanes, one)).toEqual(await outcome(alone, chunk(4, 0, 3)));
    await lanes.dispose();
  });

  it('refuse a graph that is none', async () => {
    await expect(Lanes.load(script, new Uint8Array(8), shape, 2)).rejects.toThrow(/./);
  });
});
