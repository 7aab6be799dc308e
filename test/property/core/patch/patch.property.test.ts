import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyFilePatch } from '../../../../src/core/patch/applyFilePatch';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import { formatPatch } from '../../../../src/core/patch/formatPatch';
import { equivalent, normalisedChange } from '../../../../src/core/patch/normalise';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import type { FilePatch, Patch } from '../../../../src/core/patch/patch';
import { pathRefusal } from '../../../../src/core/patch/pathRules';

const folder = join(__dirname, '../../../fixtures/diffs');
const fixtures = readdirSync(folder)
  .filter(name => name.endsWith('.diff'))
  .map(name => readFileSync(join(folder, name), 'utf8'));

/** Few distinct lines, so that texts share some; the hard ones among them. */
const line = fc.constantFrom(
  'a',
  'b',
  'c',
  '',
  ' ',
  '\t',
  '-- a/x',
  '++ b/x',
  '@@ -1 +1 @@',
  '\\ x',
  'é',
  '\ufeffz',
  'r\r',
  '\r',
);
const text = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, ended]) => lines.join(end) + (ended && lines.length > 0 ? end : ''));
const name = fc.stringMatching(/^[a-zA-Z0-9é"'_+-][a-zA-Z0-9é "'_.+-]{0,8}[a-zA-Z0-9é"'_+-]$/);
const path = fc
  .array(name, { minLength: 1, maxLength: 3 })
  .map(parts => parts.join('/'))
  .filter(made => pathRefusal(made) === null);

const edited = fc
  .tuple(path, text, text)
  .map(([where, before, after]) => createFilePatch(where, before, after));
const filePatch: fc.Arbitrary<FilePatch> = fc.oneof(
  edited,
  fc.tuple(path, text).map(([where, after]) => createFilePatch(where, null, after)),
  fc
    .tuple(path, line)
    .map(([where, after]) => ({ ...createFilePatch(where, null, `${after}\n`), newMode: null })),
  fc.tuple(path, text).map(([where, before]) => createFilePatch(where, before, null)),
  fc
    .tuple(edited, path, fc.constantFrom('renamed' as const, 'copied' as const))
    .map(([file, newPath, status]) => ({ ...file, newPath, status })),
  edited.map(file => ({ ...file, oldMode: '100644', newMode: '100755' })),
  edited.map(file => ({ ...file, hunks: [], binary: true })),
);

/** A real diff with pieces cut out, doubled, or replaced by noise. */
const mutated = fc
  .tuple(
    fc.constantFrom(...fixtures),
    fc.array(
      fc.tuple(
        fc.nat(800),
        fc.nat(40),
        fc.oneof(fc.string(), line, fc.constantFrom('\n', '\0', '--- ', '@@ -0 +9999999999 @@\n', '"a/\\7')),
      ),
      { maxLength: 5 },
    ),
  )
  .map(([diff, edits]) =>
    edits.reduce((now, [at, cut, put]) => now.slice(0, at) + put + now.slice(at + cut), diff),
  );

function check(patch: Patch): void {
  for (const file of patch.files) {
    for (const where of [file.oldPath, file.newPath])
      if (where !== null) expect(pathRefusal(where)).toBeNull();
    expect(file.oldPath ?? file.newPath).not.toBeNull();
    for (const hunk of file.hunks) {
      expect(hunk.lines.filter(({ kind }) => kind !== 'added')).toHaveLength(hunk.oldLines);
      expect(hunk.lines.filter(({ kind }) => kind !== 'removed')).toHaveLength(hunk.newLines);
    }
  }
  if (patch.files.length === 0) expect(patch.problems.length).toBeGreaterThan(0);
}

describe('parsePatch, whatever the text', () => {
  it('never throws, keeps its counts right and lets no refused path through', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), mutated), diff => check(parsePatch(diff))),
      { numRuns: 1000 },
    );
  });

  it('gives patches that apply or do not, and never throws', () => {
    fc.assert(
      fc.property(mutated, text, (diff, base) => {
        for (const file of parsePatch(diff).files)
          expect(['string', 'object']).toContain(typeof applyFilePatch(base, file));
      }),
      { numRuns: 500 },
    );
  });
});

describe('formatPatch', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(fc.array(filePatch, { minLength: 1, maxLength: 4 }), files => {
        expect(parsePatch(formatPatch(files))).toEqual({ files, problems: [] });
      }),
      { numRuns: 500 },
    );
  });

  it.each(fixtures.map((diff, index) => [index, diff] as const))('reads back real diff %i', (_, diff) => {
    const { files } = parsePatch(diff);
    expect(parsePatch(formatPatch(files)).files).toEqual(files);
  });
});

describe('applyFilePatch', () => {
  it('undoes nothing and adds nothing: base and created patch give the new text', () => {
    fc.assert(
      fc.property(path, text, text, (where, before, after) => {
        expect(applyFilePatch(before, createFilePatch(where, before, after))).toBe(after);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives the same after a journey through the diff text', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after);
        const read = parsePatch(formatPatch([createFilePatch('x', before, after)]));
        expect(applyFilePatch(before, read.files[0]!)).toBe(after);
      }),
      { numRuns: 500 },
    );
  });
});

describe('equivalence', () => {
  const patch = fc.array(filePatch, { maxLength: 3 }).map((files): Patch => ({ files, problems: [] }));

  it('is reflexive and symmetric', () => {
    fc.assert(
      fc.property(patch, patch, (a, b) => {
        expect(equivalent(a, a)).toBe(true);
        expect(equivalent(a, b)).toBe(equivalent(b, a));
      }),
    );
  });

  it('ignores where hunks stand, trailing spaces and the order of files', () => {
    fc.assert(
      fc.property(patch, fc.nat(1000), (a, offset) => {
        const moved = a.files.toReversed().map(file => ({
          ...file,
          hunks: file.hunks.map(hunk => ({
            ...hunk,
            oldStart: hunk.oldStart + offset,
            newStart: hunk.newStart + offset,
            lines: hunk.lines.map(one => ({ ...one, text: `${one.text} ` })),
          })),
        }));
        expect(normalisedChange({ files: moved, problems: [] })).toBe(normalisedChange(a));
      }),
    );
  });
});
