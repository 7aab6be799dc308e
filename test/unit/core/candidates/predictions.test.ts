import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instancesOf, parsePredictions } from '../../../../src/core/candidates/predictions';

const row = (instance: string, patch: string | null, model = 'm') => ({
  instance_id: instance,
  model_name_or_path: model,
  model_patch: patch,
});
const read = [
  { instance: 'a-1', model: 'm', patch: 'one' },
  { instance: 'a-2', model: 'm', patch: 'two' },
];

describe('parsePredictions', () => {
  it.each([
    ['JSON lines', `${JSON.stringify(row('a-1', 'one'))}\r\n\n${JSON.stringify(row('a-2', 'two'))}`],
    ['a list', JSON.stringify([row('a-1', 'one'), row('a-2', 'two')], null, 2)],
    [
      'a table by instance',
      JSON.stringify({ 'a-1': { model_patch: 'one', model_name_or_path: 'm' }, 'a-2': row('a-2', 'two') }),
    ],
  ])('reads %s', (_, text) => {
    expect(parsePredictions(text)).toEqual({ predictions: read, problems: [] });
  });

  it('reads a single line of JSON lines as a row, not as a table', () => {
    expect(parsePredictions(JSON.stringify(row('a-1', 'one'))).predictions).toEqual(read.slice(0, 1));
  });

  it('says what it leaves out: empty patches, other rows, torn lines', () => {
    const text = [row('a-1', 'one'), row('a-2', ''), row('a-3', null), { other: 1 }]
      .map(one => JSON.stringify(one))
      .join('\n');
    expect(parsePredictions(`${text}\n{"instance_id": "a-4", "mod`)).toEqual({
      predictions: read.slice(0, 1),
      problems: [
        '1 row is not a prediction (instance_id, model_patch) and left out.',
        '2 predictions without a patch are left out.',
        '1 line is not JSON and left out.',
      ],
    });
  });

  it('names the model unknown rather than nobody', () => {
    expect(parsePredictions('{"x": {"model_patch": "p"}}').predictions).toEqual([
      { instance: 'x', model: 'unknown model', patch: 'p' },
    ]);
  });

  it('never throws, and says something when it finds nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.constantFrom('null', '[null]', '{"__proto__": {"model_patch": 1}}'),
        ),
        text => {
          const { predictions, problems } = parsePredictions(text);
          if (predictions.length === 0 && text.trim() !== '[]' && text.trim() !== '{}')
            expect(problems.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('lists instances once, in order', () => {
    expect(instancesOf([...read, ...read])).toEqual(['a-1', 'a-2']);
  });
});
