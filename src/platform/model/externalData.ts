import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** A message of onnx.proto: its fields that lead to tensors, by field number, and the message each holds. */
type Path = 'model' | 'training' | 'graph' | 'function' | 'node' | 'attribute' | 'sparse' | 'tensor';

const inner: Readonly<Record<Path, Readonly<Record<number, Path>>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node', 11: 'attribute' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: {},
};

const TENSOR_EXTERNAL_DATA = 13;
const TENSOR_DATA_LOCATION = 14;
const MODEL_GRAPH = 7;

/** Graphs nest in attributes of control-flow nodes; deeper than this is an attack on the stack. */
const MAX_DEPTH = 64;

/**
 * Says why an ONNX file must not be given to a runtime; null when it may be.
 *
 * A tensor can name a file to read its data from, by any path, and a runtime would open it. The models of this
 * product hold their weights themselves, so any such reference is refused, wherever in the file it stands.
 */
export function refuseGraph(bytes: Uint8Array): string | null {
  // The runtime also reads a format of its own, which has its own way to name files. Both mark it here.
  if (Buffer.from(bytes.subarray(4, 8)).toString('latin1') === 'ORTM')
    return 'The graph is in the ORT format; only ONNX is read.';
  try {
    const found = walk(bytes, 'model', 0);
    if (found.external) return 'The graph refers to data in other files; only self-contained graphs are read.';
    if (!found.graph) return 'The graph file holds no ONNX graph.';
    return null;
  } catch {
    return 'The graph file is damaged: it ends early or is not an ONNX file.';
  }
}

interface Found {
  readonly external: boolean;
  readonly graph: boolean;
}

/** @throws RangeError and the like where the bytes are no protocol buffer */
function walk(bytes: Uint8Array, path: Path, depth: number): Found {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deeply');
  const reader = new BinaryReader(bytes);
  let external = false;
  let graph = false;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (path === 'tensor' && (field === TENSOR_EXTERNAL_DATA || field === TENSOR_DATA_LOCATION)) {
      // Location 0 is the default, "in this file": writers may state it.
      external ||= field === TENSOR_EXTERNAL_DATA || wireType !== WireType.Varint || reader.uint32() !== 0;
      if (external) return { external, graph };
      continue;
    }
    const next = inner[path][field];
    if (next && wireType === WireType.LengthDelimited) {
      graph ||= path === 'model' && field === MODEL_GRAPH;
      if (walk(reader.bytes(), next, depth + 1).external) return { external: true, graph };
      continue;
    }
    reader.skip(wireType, field);
  }
  return { external, graph };
}
