import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { commandHandlers, type CommandTargets } from '../../../src/host/commands';
import { NothingToDo } from '../../../src/host/nothingToDo';
import { emptyState, failure, type Problem } from '../../../src/host/problem';

type Parts = { readonly [Name in keyof CommandTargets]?: Partial<CommandTargets[Name]> };

/** The handlers over as much of their targets as a test needs. */
function handlers(parts: Parts) {
  return commandHandlers(parts as CommandTargets);
}

it('knows what every command does that package.json contributes, and no other', () => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  const handlers = Object.keys(commandHandlers({} as CommandTargets));
  expect(handlers.map(name => `sweRm.${name}`).sort()).toEqual(
    contributes.commands.map(({ command }) => command).sort(),
  );
});

it('scores again whatever is shown: the change, the alternatives, the review and the steps', async () => {
  const [refresh, rank, again, steps] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
  const { rescore } = handlers({
    review: { refresh },
    alternatives: { candidates: [], rank },
    rangeReview: { again },
    timeline: { rescore: steps },
  });
  await rescore?.();
  for (const asked of [refresh, rank, again, steps]) expect(asked).toHaveBeenCalledOnce();
});

it.each<[string, Problem, ErrorConstructor | typeof NothingToDo]>([
  ['there is no repository', failure('no git repository', 'It is not in a git repository.'), Error],
  ['nothing has changed', emptyState('no change', 'Nothing has changed since HEAD.'), NothingToDo],
])('says why there is no current change to add when %s', async (_, problem, kind) => {
  const review = {
    refresh: () => Promise.resolve(),
    change: null,
    review: { kind: 'message', problem } as const,
  };
  const added = Promise.resolve(handlers({ review }).addCurrentChange?.());
  const error: unknown = await added.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ constructor: kind, message: expect.stringContaining(problem.sentence) });
});

it('compares no candidate with itself, and says so before it asks for one', async () => {
  const alternatives = { candidates: [{ id: 'c1' }] } as unknown as CommandTargets['alternatives'];
  await expect(handlers({ alternatives }).compareCandidates?.()).rejects.toThrow('no other candidate');
});

it('says that there is nothing to remove', () => {
  expect(() => handlers({ alternatives: { candidates: [] } }).clearCandidates?.()).toThrow('no candidates');
});
