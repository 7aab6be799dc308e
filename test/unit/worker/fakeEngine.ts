import {
  EVIDENCE_POSITIONS,
  type Answer,
  type Engine,
  type EngineInput,
  type EvidenceVector,
} from '../../../src/worker/engines/engine';

/** One number per position: what was read up to there. */
export const FLOATS_PER_POSITION = 1;

/** What the engine was given, with the past in one piece. */
export interface FakeRun {
  readonly tokens: readonly number[];
  readonly evidence: EvidenceVector | null;
  readonly past: readonly number[];
}

/**
 * An engine whose cache holds, at each position, a hash of everything before it, so that a wrong or misplaced past gives
 * another answer. YES − NO is a number made of all that was read.
 */
export class FakeEngine implements Engine {
  readonly name = 'fake';
  readonly runsAtOnce = 1;
  readonly runs: FakeRun[] = [];
  /** What it answers of every patch. */
  ownTask = 0;
  /** Called before each run. */
  beforeRun: () => void | Promise<void> = () => undefined;

  async run(input: EngineInput): Promise<Answer> {
    const { tokens, evidence } = input;
    // Memory is used again: what is looked at later must be copied now.
    this.runs.push({ tokens, evidence, past: input.past.flatMap(piece => [...piece]) });
    await this.beforeRun();
    // After the wait, as a lane does: the past must still be there.
    let state = 1;
    for (const before of input.past.flatMap(piece => [...piece])) state = mix(state, before);
    const fresh = [...tokens, ...(evidence ? new Array<number>(EVIDENCE_POSITIONS).fill(7) : [])];
    const present = fresh.map(token => (state = mix(state, token)));
    for (const value of [...(evidence?.values ?? []), ...(evidence?.mask ?? [])])
      state = mix(state, Math.round(value * 1000));
    input.present?.set(present);
    return { logits: [0, state / 10_007 - 0.5], ownTask: this.ownTask };
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

function mix(state: number, value: number): number {
  return (state * 31 + value + 17) % 10_007;
}
