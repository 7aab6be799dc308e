import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFilePatch } from '../../../src/core/patch/createFilePatch';
import { formatPatch } from '../../../src/core/patch/formatPatch';
import type { FilePatch } from '../../../src/core/patch/patch';
import { planApplication, type ApplicationPlan } from '../../../src/platform/apply/planApplication';
import { TestRepository } from '../../unit/platform/repository';

const line = fc.constantFrom(
  'a',
  'b',
  'c',
  'd',
  '',
  ' ',
  '\tx',
  '-- a/x',
  '++ b/x',
  '@@ -1 +1 @@',
  'é',
  'r\r',
);
const text = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 25 }), fc.boolean())
  .map(([lines, ended]) => lines.join('\n') + (ended ? '\n' : ''));
const names = ['a.txt', 'src/b c.ts', 'src/größe.py', 'deep/er/d'];
const files = fc
  .tuple(...names.map(() => text))
  .map(texts => Object.fromEntries(names.map((name, i) => [name, texts[i] ?? ''])));

/** A text with a few lines replaced, put in or taken out. */
const edits = fc.array(fc.tuple(fc.nat(25), fc.constantFrom(0, 1, 2), fc.array(line, { maxLength: 2 })), {
  minLength: 1,
  maxLength: 3,
});
function edited(before: string, changes: readonly (readonly [number, number, readonly string[]])[]): string {
  const lines = before.split('\n');
  for (const [at, cut, put] of changes) lines.splice(at % (lines.length + 1), cut, ...put);
  return lines.join('\n');
}

type Step =
  | {
      readonly kind: 'edit' | 'rename';
      readonly file: string;
      readonly changes: [number, number, string[]][];
    }
  | { readonly kind: 'delete'; readonly file: string }
  | { readonly kind: 'add'; readonly file: string; readonly text: string };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('edit' as const, 'edit' as const, 'rename' as const),
    file: fc.constantFrom(...names),
    changes: edits,
  }),
  fc.record({ kind: fc.constant('delete' as const), file: fc.constantFrom(...names) }),
  fc.record({
    kind: fc.constant('add' as const),
    file: fc.constantFrom('new.txt', 'src/new.ts', 'a.txt', 'a.txt/inside'),
    text,
  }),
);

function patchOf(base: Readonly<Record<string, string>>, steps: readonly Step[]): readonly FilePatch[] {
  const made = new Map<string, FilePatch>();
  for (const one of steps) {
    const before = base[one.file] ?? '';
    if (one.kind === 'add') made.set(one.file, createFilePatch(one.file, null, one.text));
    else if (one.kind === 'delete') made.set(one.file, createFilePatch(one.file, before, null));
    else {
      const file = createFilePatch(one.file, before, edited(before, one.changes));
      const renamed: FilePatch = { ...file, status: 'renamed', newPath: `moved/${one.file}` };
      made.set(one.file, one.kind === 'rename' ? renamed : file);
    }
  }
  return [...made.values()].filter(file => file.hunks.length > 0 || file.status !== 'modified');
}

/** Every file below a folder with its content; git's own folder is left out. */
function snapshot(folder: string, below = ''): Record<string, string> {
  return Object.fromEntries(
    readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap(entry => {
      const name = path.posix.join(below, entry.name);
      if (name === '.git') return [];
      if (entry.isDirectory()) return Object.entries(snapshot(folder, name));
      return [[name, readFileSync(path.join(folder, name), 'latin1')]];
    }),
  );
}

function carryOut(folder: string, plan: Extract<ApplicationPlan, { kind: 'plan' }>): void {
  for (const edit of plan.edits) {
    const place = path.join(folder, edit.path);
    if (edit.kind !== 'create') expect(readFileSync(place, 'utf8')).toBe(edit.before);
    if (edit.kind === 'delete') rmSync(place);
    else {
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, edit.text);
    }
  }
}

function gitApply(folder: string, patch: string): boolean {
  try {
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: patch, stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

describe('planApplication, for random repositories and patches', () => {
  it('does what `git apply` does, merges where that refuses, or refuses; planning itself writes nothing', async () => {
    const seen = { applied: 0, merged: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        files,
        fc.array(step, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(fc.constantFrom(...names), edits), { maxLength: 2 }),
        async (base, steps, moves) => {
          const patches = patchOf(base, steps);
          fc.pre(patches.length > 0);
          const patch = formatPatch(patches);
          const repository = new TestRepository(base);
          const twin = `${repository.folder}-twin`;
          try {
            for (const [file, changes] of moves)
              repository.write({ [file]: edited(base[file] ?? '', changes) });
            cpSync(repository.folder, twin, { recursive: true });
            const before = snapshot(repository.folder);
            const index = repository.git('status', '--porcelain');
            const textOf = (file: string) =>
              Promise.resolve(before[file] === undefined ? null : utf8(before[file]));
            const commit = repository.git('rev-parse', 'HEAD');
            const plan = await planApplication(await repository.open(), { patch, base: commit }, textOf);
            expect(snapshot(repository.folder)).toEqual(before);
            expect(repository.git('status', '--porcelain')).toBe(index);

            const byGit = gitApply(twin, patch);
            if (plan.kind === 'refused') {
              seen.refused++;
              expect(plan.sentence).toMatch(/^\S.*\.$/);
              // A patch that names one file twice is not for us to guess about.
              if (byGit) expect(plan.sentence).toMatch(/more than once|lie in it|a folder/);
              return;
            }
            carryOut(repository.folder, plan);
            if (byGit) {
              seen.applied++;
              expect(plan.merged).toBe(false);
              expect(snapshot(repository.folder)).toEqual(snapshot(twin));
            } else {
              seen.merged++;
              expect(plan.merged).toBe(true);
            }
          } finally {
            repository.remove();
            rmSync(twin, { recursive: true, force: true });
          }
        },
      ),
      { numRuns: Number(process.env['SWE_RM_RUNS'] ?? 25) },
    );
    expect(seen.applied).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(0);
    if (process.env['SWE_RM_RUNS'] !== undefined) process.stderr.write(`${JSON.stringify(seen)}\n`);
  }, 300_000);
});

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
