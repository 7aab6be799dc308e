import { InferenceSession, Tensor } from 'onnxruntime-node';
import { EVIDENCE_GROUPS } from '../../core/evidence/evidence';
import {
  EVIDENCE_POSITIONS,
  cacheFloats,
  type Answer,
  type Engine,
  type EngineInput,
  type EngineShape,
} from './engine';

const inputNames = ['tokens', 'evidence', 'evidence_mask', 'past'] as const;
const outputNames = ['present', 'logits', 'own_task'] as const;

/**
 * ONNX Runtime on the CPU. The graph comes as bytes that were hashed before: the runtime opens no file, and
 * the caller has made sure that the graph asks for none.
 */
export class OnnxEngine implements Pick<Engine, 'run' | 'dispose'> {
  /** The runtime reads a past in one piece and shares no memory with other threads, so it is copied; each time to the same place. */
  private past = new Float32Array(0);
  private present = new Float32Array(0);

  private constructor(
    private readonly session: InferenceSession,
    private readonly shape: EngineShape,
  ) {}

  /**
   * Loads a graph and runs it once on one token and once on masked evidence, so that a graph which does not
   * keep its contract is refused now and not with the first patch.
   *
   * @throws with one sentence when the runtime cannot use the graph
   */
  static async load(graph: Uint8Array, shape: EngineShape, threads: number): Promise<OnnxEngine> {
    const session = await InferenceSession.create(graph, {
      executionProviders: ['cpu'],
      executionMode: 'sequential',
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      // Without the arena every large temporary is a page fault; chunks are bounded, and so is what it keeps.
      enableCpuMemArena: true,
      // Plans memory for shapes seen before, but chunks come in all lengths.
      enableMemPattern: false,
      // Threads that wait by spinning take the processor from the editor, and on a busy machine from each other:
      // there, scoring took three times as long.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      logSeverityLevel: 3,
    });
    const engine = new OnnxEngine(session, shape);
    try {
      engine.checkNames();
      await engine.warmUp();
      return engine;
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  async run({ tokens, evidence, past, present }: EngineInput): Promise<Answer> {
    const { layers, kvHeads, headSize } = this.shape;
    const positionShape = [layers, 2, kvHeads, headSize];
    const perPosition = cacheFloats(this.shape);
    const width = this.evidenceWidth();
    const rows = evidence ? 1 : 0;
    const before = this.gather(past);
    const fresh = (tokens.length + rows * EVIDENCE_POSITIONS) * perPosition;
    if (present && present.length !== fresh)
      throw new Error(`The keys and values of this run are ${fresh} numbers, not ${present.length}.`);
    if (this.present.length < fresh) this.present = new Float32Array(fresh);
    const after = this.present.subarray(0, fresh);
    const outputs = await this.session.run(
      {
        tokens: new Tensor('int64', BigInt64Array.from(tokens, BigInt), [tokens.length]),
        evidence: new Tensor('float32', evidence?.values ?? new Float32Array(0), [rows, width]),
        evidence_mask: new Tensor('float32', evidence?.mask ?? new Float32Array(0), [
          rows,
          EVIDENCE_GROUPS.length,
        ]),
        past: new Tensor('float32', before, [before.length / perPosition, ...positionShape]),
      },
      {
        // Written in place. A graph that gives another size is refused by the runtime.
        present: new Tensor('float32', after, [fresh / perPosition, ...positionShape]),
        logits: null,
        own_task: null,
      },
    );
    present?.set(after);
    const logits = floats(outputs['logits'], 'logits');
    const [no, yes] = logits;
    if (logits.length !== 2 || no === undefined || yes === undefined)
      throw new Error('The graph gives another number of logits than two.');
    const ownTask = floats(outputs['own_task'], 'own_task');
    const [odds] = ownTask;
    if (ownTask.length !== 1 || odds === undefined)
      throw new Error('The graph gives another number of odds than one.');
    return { logits: [no, yes], ownTask: odds };
  }

  private gather(pieces: readonly Float32Array[]): Float32Array {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (this.past.length < length) this.past = new Float32Array(length);
    let filled = 0;
    for (const piece of pieces) {
      this.past.set(piece, filled);
      filled += piece.length;
    }
    return this.past.subarray(0, length);
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }

  private checkNames(): void {
    const missing = [
      ...inputNames.filter(name => !this.session.inputNames.includes(name)),
      ...outputNames.filter(name => !this.session.outputNames.includes(name)),
    ];
    if (missing.length > 0) throw new Error(`The graph lacks ${missing.join(', ')}.`);
  }

  private async warmUp(): Promise<void> {
    const present = new Float32Array(cacheFloats(this.shape));
    await this.run({ tokens: [0], evidence: null, past: [], present });
    const { logits, ownTask } = await this.run({
      tokens: [],
      evidence: {
        values: new Float32Array(this.evidenceWidth()),
        mask: new Float32Array(EVIDENCE_GROUPS.length),
      },
      past: [present],
      present: null,
    });
    if (![...logits, ownTask].every(Number.isFinite))
      throw new Error('The graph gives logits that are not numbers.');
  }

  private evidenceWidth(): number {
    return EVIDENCE_GROUPS.reduce((sum, group) => sum + this.shape.features[group], 0);
  }
}

function floats(value: { readonly data: unknown } | undefined, name: string): Float32Array {
  if (!(value?.data instanceof Float32Array)) throw new Error(`The graph's ${name} is not float32.`);
  return value.data;
}
