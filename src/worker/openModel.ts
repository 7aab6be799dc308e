import { availableParallelism } from 'node:os';
import { EVIDENCE_GROUPS } from '../core/evidence/evidence';
import type { Manifest } from '../core/model/manifest';
import type { OpenParams } from '../core/protocol/scorer';
import { openModelFolder } from '../platform/model/modelFolder';
import { cacheFloats, type Engine, type EngineShape } from './engines/engine';
import { PatchReader, type PreparedSyntax } from './patchReader';
import { Prefill } from './prefill';
import { Scorer } from './scorer';
import { ModelTokenizer } from './tokenizer';
import { messageOf } from '../core/text/messageOf';

/** Room for the texts of some dozens of candidates of the shipped model's size. */
const PREFIX_CACHE_BYTES = 96 * 1024 * 1024;

/** Each takes some 80 MB, of the 500 that the scorer is allowed, and the processor from the editor. */
const MAX_AUTOMATIC_THREADS = 3;

/** Starts an engine on a graph. @throws with one sentence when the runtime cannot use the graph */
export type StartEngine = (graph: Uint8Array, shape: EngineShape, threads: number) => Promise<Engine>;

export interface OpenedModel {
  readonly kind: 'opened';
  readonly manifest: Manifest;
  readonly engine: Engine;
  readonly scorer: Scorer;
}

type Opening = OpenedModel | { readonly kind: 'refused'; readonly message: string };

/**
 * Opens a model folder for scoring. Never throws: what is wrong with the folder comes back as a sentence.
 *
 * @param cacheBytes room for the texts read so far
 */
export async function openModel(
  { modelFolder, threads }: OpenParams,
  loadSyntax: () => Promise<PreparedSyntax>,
  startEngine: StartEngine,
  cacheBytes = PREFIX_CACHE_BYTES,
): Promise<Opening> {
  const [folder, syntax] = await Promise.all([openModelFolder(modelFolder), loadSyntax()]);
  if (folder.kind === 'problem') return { kind: 'refused', message: folder.message };
  const { manifest } = folder;
  const { input, architecture } = manifest;

  let tokenizer: ModelTokenizer;
  try {
    tokenizer = ModelTokenizer.parse(Buffer.from(folder.tokenizer).toString('utf8'), architecture.vocabulary);
  } catch (error) {
    return { kind: 'refused', message: `The model's tokenizer cannot be used: ${sentenceOf(error)}` };
  }

  const shape: EngineShape = {
    ...architecture,
    features: Object.fromEntries(
      EVIDENCE_GROUPS.map(group => [group, input.evidence[group].length]),
    ) as EngineShape['features'],
  };
  let engine: Engine;
  try {
    engine = await startEngine(folder.graph, shape, threads || automaticThreads());
  } catch (error) {
    return { kind: 'refused', message: `The model's graph cannot be used: ${sentenceOf(error)}` };
  }

  const budget = { total: input.maxTokens, task: input.maxTaskTokens };
  const scorer = new Scorer({
    manifest,
    features: shape.features,
    reader: new PatchReader(syntax, tokenizer, budget),
    tokenizer,
    textsAtOnce: engine.runsAtOnce,
    prefill: new Prefill(engine, cacheBytes, cacheFloats(shape), input.chunkTokens),
  });
  return { kind: 'opened', manifest, engine, scorer };
}

function automaticThreads(): number {
  return Math.min(MAX_AUTOMATIC_THREADS, availableParallelism());
}

function sentenceOf(error: unknown): string {
  return messageOf(error).split('\n', 1)[0] ?? '';
}
