import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import * as path from 'node:path';
import * as z from 'zod';
import { EVIDENCE_GROUPS } from '../../core/evidence/evidence';
import { EVIDENCE_FEATURES } from '../../core/evidence/features';
import { manifestSchema, type Manifest } from '../../core/model/manifest';
import { RENDER_VERSION } from '../../core/render/modelInput';
import { refuseGraph } from './externalData';
import { messageOf } from '../../core/text/messageOf';

const manifestName = 'manifest.json';
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** The limit that the format states: what is larger does not fit where models are shared. */
const MAX_FILE_BYTES = 50_000_000;
const MAX_FILES = 16;
/** The last two do not exist on Windows. */
const { O_RDONLY = 0, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;

export interface ModelFolder {
  readonly kind: 'model';
  /** Absolute path. */
  readonly path: string;
  readonly manifest: Manifest;
  /** The very bytes that were hashed: nobody needs to open the files again. */
  readonly graph: Uint8Array;
  readonly tokenizer: Uint8Array;
}

interface ModelProblem {
  readonly kind: 'problem';
  /** One sentence for people. */
  readonly message: string;
}

/**
 * Opens a model folder and checks all of it before anything is used: the manifest, that each file is a plain file of
 * the stated size and SHA-256, that the graph is self-contained, and that the model was trained on the very
 * rendering and evidence that this version makes.
 *
 * Never throws: whatever is wrong comes back as one sentence.
 *
 * @param folder absolute path: a relative one would be looked for wherever this process happened to be started
 */
export async function openModelFolder(folder: string): Promise<ModelFolder | ModelProblem> {
  if (!path.isAbsolute(folder))
    return { kind: 'problem', message: `The model folder ${folder} is not an absolute path.` };
  try {
    return await readModelFolder(path.normalize(folder));
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'problem', message: error.message };
    const detail = messageOf(error);
    return { kind: 'problem', message: `The model folder ${folder} cannot be read: ${detail}` };
  }
}

/** Carries a sentence out of the checks; never leaves this file. */
class Refusal extends Error {}

async function readModelFolder(folder: string): Promise<ModelFolder> {
  const manifest = parseManifest(await readPlainFile(folder, manifestName, MAX_MANIFEST_BYTES), folder);
  agreeWithCode(manifest);
  const listed = Object.entries(manifest.files);
  if (listed.length > MAX_FILES)
    throw new Refusal(`The model's manifest lists ${listed.length} files; at most ${MAX_FILES} are read.`);
  for (const name of [manifest.graph, manifest.tokenizer])
    if (!manifest.files[name]) throw new Refusal(`The model's manifest states no SHA-256 for its file ${name}.`);

  const used = new Map<string, Uint8Array>();
  for (const [name, { sha256, bytes }] of listed) {
    const content = await readPlainFile(folder, name, MAX_FILE_BYTES);
    if (content.length !== bytes)
      throw new Refusal(`The model file ${name} has ${content.length} bytes, its manifest states ${bytes}.`);
    if (createHash('sha256').update(content).digest('hex') !== sha256)
      throw new Refusal(`The model file ${name} is not the one its manifest states: its SHA-256 differs.`);
    if (name === manifest.graph || name === manifest.tokenizer) used.set(name, content);
  }
  const graph = used.get(manifest.graph);
  const tokenizer = used.get(manifest.tokenizer);
  if (!graph || !tokenizer) throw new Refusal('The model has no graph or no tokenizer.');
  const refusal = refuseGraph(graph);
  if (refusal) throw new Refusal(`${refusal} (${manifest.graph})`);
  return { kind: 'model', path: folder, manifest, graph, tokenizer };
}

function parseManifest(content: Uint8Array, folder: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(content).toString('utf8'));
  } catch {
    throw new Refusal(`The model's ${manifestName} in ${folder} is not JSON.`);
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue && issue.path.length > 0 ? ` at ${z.core.toDotPath(issue.path)}` : '';
  throw new Refusal(`The model's ${manifestName} is not valid${place}: ${issue?.message ?? 'unknown'}.`);
}

/** A model reads numbers by their place, so its list of features must be the one this version computes. */
function agreeWithCode({ name, version, input }: Manifest): void {
  if (input.renderVersion !== RENDER_VERSION)
    throw new Refusal(
      `The model ${name} ${version} was trained on rendering ${input.renderVersion}, this version makes rendering ${RENDER_VERSION}.`,
    );
  for (const group of EVIDENCE_GROUPS) {
    const trained = input.evidence[group];
    const computed = EVIDENCE_FEATURES[group].map(feature => feature.name);
    // A group that the model was not trained on stays masked.
    if (trained.length === 0) continue;
    if (trained.length !== computed.length || trained.some((feature, i) => feature !== computed[i]))
      throw new Refusal(
        `The model ${name} ${version} was trained on other ${group} evidence than this version computes.`,
      );
  }
}

/** Reads a file of the folder once. Links are refused: they could lead out of the folder. */
async function readPlainFile(folder: string, name: string, maxBytes: number): Promise<Uint8Array> {
  const file = path.join(folder, name);
  const status = await lstat(file).catch(() => null);
  if (!status) throw new Refusal(`The model folder ${folder} has no file ${name}.`);
  if (!status.isFile()) throw new Refusal(`The model's ${name} is not a plain file.`);
  // Again by the handle: what stands at the path may have changed since.
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const { size } = await handle.stat();
    if (size > maxBytes)
      throw new Refusal(`The model file ${name} has ${size} bytes; at most ${maxBytes} are read.`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
