import { InferenceSession, Tensor } from 'onnxruntime-node';
import { EVIDENCE_GROUPS } from '../../core/evidence/evidence';
import {
  EVIDENCE_POSITIONS,
  cacheFloats,
  type Engine,
  type EngineInput,
  type EngineOutput,
  type EngineShape,
} from './engine';

const inputNames = ['tokens', 'evidence', 'evidence_mask', 'past'] as const;
const outputNames = ['present', 'logits'] as const;

/**
 * ONNX Runtime on the CPU. The graph comes as bytes that were hashed before: the runtime opens no file, and
 * the caller has made sure that the graph asks for none.
 */
export class OnnxEngine implements Engine {
  readonly name: string;
  /** The runtime blocks the thread that calls it. */
  readonly runsAtOnce = 1;

  private constructor(
    private readonly session: InferenceSession,
    private readonly shape: EngineShape,
    threads: number,
  ) {
    this.name = `ONNX Runtime, CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  }

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
    const engine = new OnnxEngine(session, shape, threads);
    try {
      engine.checkNames();
      await engine.warmUp();
      return engine;
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  async run({ tokens, evidence, past, pastLength }: EngineInput): Promise<EngineOutput> {
    const { layers, kvHeads, headSize } = this.shape;
    const width = this.evidenceWidth();
    const rows = evidence ? 1 : 0;
    const outputs = await this.session.run(
      {
        tokens: new Tensor('int64', BigInt64Array.from(tokens, BigInt), [tokens.length]),
        evidence: new Tensor('float32', evidence?.values ?? new Float32Array(0), [rows, width]),
        evidence_mask: new Tensor('float32', evidence?.mask ?? new Float32Array(0), [
          rows,
          EVIDENCE_GROUPS.length,
        ]),
        past: new Tensor('float32', past, [pastLength, layers, 2, kvHeads, headSize]),
      },
      outputNames,
    );
    const present = floats(outputs['present'], 'present');
    const positions = tokens.length + rows * EVIDENCE_POSITIONS;
    if (present.length !== positions * cacheFloats(this.shape))
      throw new Error('The graph gives a key-value cache of another size than its manifest states.');
    const logits = floats(outputs['logits'], 'logits');
    const [no, yes] = logits;
    if (logits.length !== 2 || no === undefined || yes === undefined)
      throw new Error('The graph gives another number of logits than two.');
    return { present, logits: [no, yes] };
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
    const text = await this.run({ tokens: [0], evidence: null, past: new Float32Array(0), pastLength: 0 });
    const { logits } = await this.run({
      tokens: [],
      evidence: {
        values: new Float32Array(this.evidenceWidth()),
        mask: new Float32Array(EVIDENCE_GROUPS.length),
      },
      past: text.present,
      pastLength: 1,
    });
    if (!logits.every(Number.isFinite)) throw new Error('The graph gives logits that are not numbers.');
  }

  private evidenceWidth(): number {
    return EVIDENCE_GROUPS.reduce((sum, group) => sum + this.shape.features[group], 0);
  }
}

function floats(value: { readonly data: unknown } | undefined, name: string): Float32Array {
  if (!(value?.data instanceof Float32Array)) throw new Error(`The graph's ${name} is not float32.`);
  return value.data;
}
