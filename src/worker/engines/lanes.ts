import { Worker } from 'node:worker_threads';
import { countText } from '../../core/text/countText';
import type { Engine, EngineInput, EngineShape, Answer } from './engine';
import type { LaneAnswer, LaneRequest, LaneSetup } from './laneMessages';
import { usePlainAttention } from './plainAttention';
import { refuseTelemetry } from './runtimeTelemetry';

/** A lane's own script has next to no objects; what it hands on lies outside of its heap. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

interface Waiting {
  readonly input: EngineInput;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Runs a graph on threads of its own, one run each at a time: as many texts are read side by side as there are lanes.
 * Two threads that divide one run gain almost nothing on chunks as short as ours; two lanes do. The first lane may use all threads,
 * for a text that is alone. The runtime's results do not depend on its threads, nor, therefore, on the lane. A lane that dies takes the process
 * with it (nothing listens to its `error`), and the parent starts another; a lane is never ended from outside, which would
 * abort the process while the runtime works.
 */
export class Lanes implements Engine {
  readonly name: string;
  private readonly idle: Lane[];
  private readonly waiting: Waiting[] = [];

  private constructor(private readonly lanes: readonly Lane[]) {
    this.idle = [...lanes].reverse();
    this.name = `ONNX Runtime, CPU, ${countText(lanes.length, 'thread')}`;
  }

  /**
   * @param script path of the lanes' own bundle
   * @throws with one sentence when the runtime cannot use the graph
   */
  static async load(script: string, graph: Uint8Array, shape: EngineShape, count: number): Promise<Lanes> {
    refuseTelemetry();
    usePlainAttention();
    const lanes = Array.from({ length: count }, () => new Lane(script));
    const loading = await Promise.allSettled(
      lanes.map((lane, i) => lane.load({ graph, shape, threads: i === 0 ? count : 1 })),
    );
    const failed = loading.find(result => result.status === 'rejected');
    if (failed === undefined) return new Lanes(lanes);
    for (const lane of lanes) lane.close();
    throw failed.reason;
  }

  get runsAtOnce(): number {
    return this.lanes.length;
  }

  run(input: EngineInput): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ input, resolve, reject });
      this.next();
    });
  }

  dispose(): Promise<void> {
    for (const lane of this.lanes) lane.close();
    return Promise.resolve();
  }

  /** The first lane goes where it is taken from first: a text that is alone has all threads. */
  private rest(lane: Lane): void {
    if (lane === this.lanes[0]) this.idle.push(lane);
    else this.idle.unshift(lane);
  }

  private next(): void {
    const lane = this.idle.pop();
    if (lane === undefined) return;
    const turn = this.waiting.shift();
    if (turn === undefined) {
      this.idle.push(lane);
      return;
    }
    lane
      .run(turn.input)
      .then(turn.resolve, turn.reject)
      .finally(() => {
        this.rest(lane);
        this.next();
      });
  }
}

/** The parent's end of one lane. */
class Lane {
  private readonly worker: Worker;

  constructor(script: string) {
    this.worker = new Worker(script, { resourceLimits });
  }

  /** @throws with one sentence when the graph cannot be used */
  async load(setup: LaneSetup): Promise<void> {
    await this.ask({ kind: 'load', setup });
  }

  /** @param input whose past and present lie in shared memory: a copy would be garbage, and would not come back */
  async run(input: EngineInput): Promise<Answer> {
    const answer = await this.ask({ kind: 'run', input });
    if (answer.kind !== 'ran') throw new Error('A thread of the scorer gave no answer to a run.');
    return answer.answer;
  }

  close(): void {
    this.send({ kind: 'close' });
  }

  private ask(request: LaneRequest): Promise<LaneAnswer> {
    return new Promise((resolve, reject) => {
      this.worker.once('message', (answer: LaneAnswer) => {
        if (answer.kind === 'failed') reject(new Error(answer.message));
        else resolve(answer);
      });
      this.send(request);
    });
  }

  private send(request: LaneRequest): void {
    this.worker.postMessage(request);
  }
}
