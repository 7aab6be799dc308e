import { readFileSync } from 'node:fs';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refuseGraph } from '../../../../src/platform/model/externalData';

const graph = readFileSync('test/fixtures/model-tiny/model.onnx');

/** A message with one field that holds a message. */
const holding = (field: number, inner: Uint8Array) => new BinaryWriter().uint32((field << 3) | 2).bytes(inner).finish();

const text = (field: number, value: string) => new BinaryWriter().uint32((field << 3) | 2).string(value).finish();

/** A TensorProto whose data lies in another file. */
function externalTensor(location: string): Uint8Array {
  const entry = Buffer.concat([text(1, 'location'), text(2, location)]);
  return Buffer.concat([holding(13, entry), new BinaryWriter().uint32(14 << 3).uint32(1).finish()]);
}

/** Field numbers from ModelProto down to a TensorProto, by where a tensor may stand. */
const places: readonly (readonly [string, readonly number[]])[] = [
  ['an initializer', [7, 5]],
  ['a constant', [7, 1, 5, 5]],
  ['a list of tensors of a node', [7, 1, 5, 10]],
  ['a sparse initializer', [7, 15, 1]],
  ['the indices of a sparse attribute', [7, 1, 5, 22, 2]],
  ['a branch of a node', [7, 1, 5, 6, 5]],
  ['a branch of a branch', [7, 1, 5, 11, 1, 5, 6, 5]],
  ['a function', [25, 7, 5, 5]],
  ["a function's default attribute", [25, 11, 5]],
  ['the training graph', [20, 2, 5]],
];

describe('a graph', () => {
  it('that holds its weights itself is accepted', () => {
    expect(refuseGraph(graph)).toBeNull();
  });

  describe.each(places)('with data elsewhere in %s', (_, fields) => {
    it.each(['../../etc/passwd', '/etc/passwd', 'weights.bin'])('(%s) is refused', location => {
      const hidden = fields.reduceRight<Uint8Array>((inner, field) => holding(field, inner), externalTensor(location));
      // A protocol buffer may be followed by more of the same message: a reader merges the two.
      expect(refuseGraph(Buffer.concat([graph, hidden]))).toContain('refers to data in other files');
      expect(refuseGraph(Buffer.concat([hidden, graph]))).toContain('refers to data in other files');
    });
  });

  it('that only states the default location is accepted', () => {
    const tensor = new BinaryWriter().uint32(14 << 3).uint32(0).finish();
    expect(refuseGraph(Buffer.concat([graph, holding(7, holding(5, tensor))]))).toBeNull();
  });

  it("in the runtime's own format is refused", () => {
    const bytes = Buffer.from(graph);
    bytes.write('ORTM', 4, 'latin1');
    expect(refuseGraph(bytes)).toContain('ORT format');
  });

  it('that nests deeper than any real one is refused, not followed', () => {
    let inner = new Uint8Array(0);
    for (let depth = 0; depth < 5_000; depth++) inner = holding(6, holding(1, holding(5, inner)));
    expect(refuseGraph(holding(7, holding(1, holding(5, inner))))).toContain('damaged');
  });

  it('that ends early is refused', () => {
    // Behind the graph stand a few bytes of versions; an end between two of those is for the runtime to notice.
    const graphEnds = graph.length - 100;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: graphEnds }), length => {
        expect(refuseGraph(graph.subarray(0, length))).not.toBeNull();
      }),
    );
  });

  it('made of any bytes never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        expect(() => refuseGraph(bytes)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });
});
