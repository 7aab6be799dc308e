import {
  EVIDENCE_POSITIONS,
  type Engine,
  type EngineInput,
  type EngineOutput,
} from '../../../src/worker/engines/engine';

/** One number per position: what was read up to there. */
export const floatsPerPosition = 1;

/**
 * An engine whose cache holds, at each position, a hash of everything before it, so that a wrong or misplaced past gives
 * another answer. YES − NO is a number made of all that was read.
 */
export class FakeEngine implements Engine {
  readonly name = 'fake';
  readonly runsAtOnce = 1;
  readonly runs: EngineInput[] = [];
  /** Called before each run. */
  beforeRun: () => void | Promise<void> = () => undefined;

  async run(input: EngineInput): Promise<EngineOutput> {
    // The caller reuses its memory: what is looked at later must be copied now.
    this.runs.push({ ...input, past: input.past.slice() });
    await this.beforeRun();
    let state = 1;
    for (const before of input.past) state = mix(state, before);
    const fresh = [...input.tokens, ...(input.evidence ? new Array<number>(EVIDENCE_POSITIONS).fill(7) : [])];
    const present = fresh.map(token => (state = mix(state, token)));
    const evidence = [...(input.evidence?.values ?? []), ...(input.evidence?.mask ?? [])];
    for (const value of evidence) state = mix(state, Math.round(value * 1000));
    return { present: Float32Array.from(present), logits: [0, state / 10_007 - 0.5] };
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

function mix(state: number, value: number): number {
  return (state * 31 + value + 17) % 10_007;
}
