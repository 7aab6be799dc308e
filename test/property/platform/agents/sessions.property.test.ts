import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTrajectory } from '../../../../src/core/trajectory/formatTrajectory';
import { parseTrajectory } from '../../../../src/core/trajectory/parseTrajectory';
import { SessionReader } from '../../../../src/platform/agents/sessionReader';

const COPIES = 1_000;
const limits = { documentBytes: 128 * 1024, lineBytes: 32 * 1024, fileBytes: 160 * 1024 };
const folder = path.resolve(import.meta.dirname, '../../../fixtures/sessions');

/** Agents with their smaller sessions: what a mutation meets matters, not how often it meets the same. */
const agents = readdirSync(folder, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => ({ name, sessions: sessionsOf(path.join(folder, name)) }));

function sessionsOf(place: string): readonly Buffer[] {
  const files = readdirSync(place, { withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.endsWith('.golden.txt'))
    .map(entry => readFileSync(path.join(place, entry.name)));
  const small = files.filter(bytes => bytes.length < 12_000);
  return small.length > 0 ? small : files;
}

type Mutation = (bytes: Buffer, at: number, other: number) => Buffer;

const linesOf = (bytes: Buffer): string[] => bytes.toString('latin1').split('\n');
const joined = (lines: readonly string[]): Buffer => Buffer.from(lines.join('\n'), 'latin1');
const strange = [
  null,
  0,
  -1e308,
  true,
  '',
  'x',
  [],
  {},
  [null],
  { type: {} },
  '\u0000',
  '../../../etc/passwd',
  [[[[[]]]]],
];

const mutations: Readonly<Record<string, Mutation>> = {
  cut: (bytes, at) => bytes.subarray(0, at % (bytes.length + 1)),
  beheaded: (bytes, at) => bytes.subarray(at % (bytes.length + 1)),
  shuffled: (bytes, at, other) => {
    const lines = linesOf(bytes);
    for (let i = lines.length - 1; i > 0; i--) {
      const j = (at * (i + 1) + other) % (i + 1);
      [lines[i], lines[j]] = [lines[j]!, lines[i]!];
    }
    return joined(lines);
  },
  doubled: (bytes, at) => {
    const lines = linesOf(bytes);
    lines.splice(at % lines.length, 0, lines[(at * 7) % lines.length]!);
    return joined(lines);
  },
  'of other types': (bytes, at, other) => retyped(bytes, at, other),
  'with a huge line': (bytes, at, other) => {
    const lines = linesOf(bytes);
    const huge =
      other % 2 === 0 ? 'y'.repeat(40_000) : `{"type":"user","message":{"content":"${'z'.repeat(40_000)}"}}`;
    lines.splice(at % (lines.length + 1), 0, huge);
    return joined(lines);
  },
  'in no UTF-8': (bytes, at, other) => {
    const place = at % (bytes.length + 1);
    return Buffer.concat([
      bytes.subarray(0, place),
      Buffer.from([0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, other % 256]),
      bytes.subarray(place),
    ]);
  },
  'with other bytes': (bytes, at, other) => {
    const copy = Buffer.from(bytes);
    for (let i = 0; i < 5; i++) copy[(at + i * other) % copy.length] = (other * (i + 1)) % 256;
    return copy;
  },
  'deeply nested': (bytes, at) => {
    const text = bytes.toString('latin1');
    const depth = 3_000;
    const place = text.indexOf(':', at % text.length);
    return Buffer.from(
      place === -1
        ? text
        : `${text.slice(0, place + 1)}${'['.repeat(depth)}${']'.repeat(depth)},"x":${text.slice(place + 1)}`,
      'latin1',
    );
  },
};

/** A JSON document that is cut or scrambled is no JSON; a value of another type leaves more to read. */
const likely = Array.from({ length: 12 }, () => 'of other types');

/** One value somewhere in the JSON becomes another one of any type; in a file that is no JSON, one word does. */
function retyped(bytes: Buffer, at: number, other: number): Buffer {
  const lines = linesOf(bytes);
  const index = at % lines.length;
  const whole = parsed(bytes.toString('utf8'));
  const value = whole ?? parsed(Buffer.from(lines[index]!, 'latin1').toString('utf8'));
  if (value === undefined)
    return Buffer.from(
      bytes.toString('utf8').replace(/\w+/, JSON.stringify(strange[other % strange.length])),
    );
  const places: (readonly [object, string])[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      places.push([node, key]);
      walk(child);
    }
  };
  walk(value);
  const place = places[other % Math.max(1, places.length)];
  if (place) (place[0] as Record<string, unknown>)[place[1]] = strange[(at + other) % strange.length];
  const text = JSON.stringify(value);
  if (whole !== undefined) return Buffer.from(text);
  lines[index] = Buffer.from(text).toString('latin1');
  return joined(lines);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const copies = fc.record({
  session: fc.nat(),
  changes: fc.array(
    fc.tuple(fc.constantFrom(...Object.keys(mutations), ...likely), fc.nat(1_000_000), fc.nat(1_000_000)),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  chunk: fc.integer({ min: 100, max: 70_000 }),
});

describe.each(agents)('sessions of $name', ({ sessions }) => {
  it(`${COPIES} mutated copies are read without an exception, a hang or unbounded memory`, () => {
    let read = 0;
    fc.assert(
      fc.property(copies, ({ session, changes, chunk }) => {
        let bytes = sessions[session % sessions.length]!;
        for (const [name, at, other] of changes)
          if (bytes.length > 0) bytes = mutations[name]!(bytes, at, other);

        const reader = new SessionReader(limits);
        for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.subarray(at, at + chunk));
        // A look while it is still being written changes nothing.
        reader.reading();
        reader.end();
        const reading = reader.reading();
        if (reading.kind === 'unreadable') {
          expect(reading.message).not.toBe('');
          return;
        }
        read++;
        const { trajectory, problems } = reading.session;
        expect(trajectory.steps.map(step => step.id)).toEqual(trajectory.steps.map((_, index) => index + 1));
        expect(problems.length).toBeLessThanOrEqual(201);
        const written = JSON.stringify(formatTrajectory(trajectory));
        // Each text may stand in a step's call, command and patch, and in the patch of the whole.
        expect(written.length).toBeLessThan(20_000 + 30 * bytes.length);
        expect(parseTrajectory(JSON.parse(written)).trajectory).toEqual(trajectory);
      }),
      { numRuns: COPIES, seed: 4 },
    );
    // Else the mutations would only show that nothing is recognised.
    expect(read).toBeGreaterThan(COPIES / 3);
  }, 120_000);
});
