// Prints how fast one thread multiplies the 8-bit matrices that one token passes through, and in 32-bit floats the queries, keys
// and values of its attention, and does nothing else of the model: { "tokensPerSecond": .. }. No quantising, no softmax, no
// routing: a bound, not a model.
//
// Argument: JSON { shapes: [[inputs, outputs], ..], attention: { layers, heads, kvHeads, headSize, keys }, rows, runs },
// rows being the tokens of one run and keys the positions that each of them reads.
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const { shapes, attention, rows, runs } = JSON.parse(process.argv[2]);

// onnx.proto: the element types and the field numbers used below.
const float32 = 1;
const uint8 = 2;
const int8 = 3;
const int32 = 6;

const number = (field, value) =>
  new BinaryWriter()
    .uint32(field << 3)
    .int64(value)
    .finish();
const bytes = (field, value) =>
  new BinaryWriter()
    .uint32((field << 3) | 2)
    .bytes(value)
    .finish();
const text = (field, value) => bytes(field, Buffer.from(value));
const message = (field, ...parts) => bytes(field, Buffer.concat(parts));

function valueInfo(field, name, type, dimensions) {
  const shape = message(2, ...dimensions.map(size => message(1, number(1, size))));
  return message(field, text(1, name), message(2, message(1, number(1, type), shape)));
}

function weights(index, [inputs, outputs]) {
  // Any values will do: the time of an integer product does not depend on them.
  const data = Uint8Array.from({ length: inputs * outputs }, (_, i) => (i * 31 + index) & 255);
  return message(
    5,
    ...[number(1, inputs), number(1, outputs), number(2, int8), text(8, `w${index}`), bytes(9, data)],
  );
}

const { layers, heads, kvHeads, headSize, keys } = attention;
// The heads that read the same keys stand below one another, so that a layer takes two products.
const queries = [kvHeads, (heads / kvHeads) * rows, headSize];
const node = (operation, output, ...inputs) =>
  message(1, ...inputs.map(name => text(1, name)), text(2, output), text(4, operation));
const layerNumbers = Array.from({ length: layers }, (_, i) => i);

const graph = message(
  7,
  ...shapes.map((_, i) => node('MatMulInteger', `y${i}`, `x${i}`, `w${i}`)),
  ...layerNumbers.flatMap(i => [
    node('MatMul', `scores${i}`, `queries${i}`, `keys${i}`),
    node('MatMul', `mixed${i}`, `scores${i}`, `values${i}`),
  ]),
  text(2, 'bound'),
  ...shapes.map((shape, i) => weights(i, shape)),
  ...shapes.map(([inputs], i) => valueInfo(11, `x${i}`, uint8, [rows, inputs])),
  ...layerNumbers.flatMap(i => [
    valueInfo(11, `queries${i}`, float32, queries),
    valueInfo(11, `keys${i}`, float32, [kvHeads, headSize, keys]),
    valueInfo(11, `values${i}`, float32, [kvHeads, keys, headSize]),
  ]),
  ...shapes.map(([, outputs], i) => valueInfo(12, `y${i}`, int32, [rows, outputs])),
  ...layerNumbers.map(i => valueInfo(12, `mixed${i}`, float32, queries)),
);
const model = Buffer.concat([number(1, 10), message(8, text(1, ''), number(2, 21)), graph]);

const session = await InferenceSession.create(model, {
  intraOpNumThreads: 1,
  executionMode: 'sequential',
});
const floats = shape =>
  new Tensor(
    'float32',
    Float32Array.from({ length: shape.reduce((product, size) => product * size) }, (_, i) => Math.sin(i)),
    shape,
  );
const feeds = Object.fromEntries([
  ...shapes.map(([inputs], i) => [
    `x${i}`,
    new Tensor(
      'uint8',
      Uint8Array.from({ length: rows * inputs }, (_, j) => (j * 17) & 255),
      [rows, inputs],
    ),
  ]),
  ...layerNumbers.flatMap(i => [
    [`queries${i}`, floats(queries)],
    [`keys${i}`, floats([kvHeads, headSize, keys])],
    [`values${i}`, floats([kvHeads, keys, headSize])],
  ]),
]);
const times = [];
for (let run = 0; run < runs + 2; run++) {
  const started = performance.now();
  await session.run(feeds);
  times.push(performance.now() - started);
}
// The first two warm up.
const sorted = times.slice(2).sort((a, b) => a - b);
console.log(JSON.stringify({ tokensPerSecond: (rows / sorted[sorted.length >> 1]) * 1000 }));
