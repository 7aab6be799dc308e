import { expect, it, vi } from 'vitest';
import { createFilePatch } from '../../../src/core/patch/createFilePatch';
import { hunkPlaces } from '../../../src/core/review/hunkPlaces';
import { FunctionLens } from '../../../src/host/badges/functionLens';
import type { ChangeReview } from '../../../src/host/review/changeReview';
import { scored } from '../core/scoring/scoredVerdict';
import type * as editorEvents from './editorEvents';
import { EventEmitter } from './editorEvents';

type Asked = Parameters<FunctionLens['provideCodeLenses']>;

const range = (start: number, end: number) => ({ start: { line: start }, end: { line: end } });
const symbols = vi.hoisted(() => ({ value: [] as object[] }));

vi.mock('vscode', async original => {
  const events = await original<typeof editorEvents>();
  return {
    ...events,
    SymbolKind: { Function: 11, Method: 5, Constructor: 8 },
    Range: class {
      readonly start: { readonly line: number };
      constructor(line: number) {
        this.start = { line };
      }
    },
    CodeLens: class {
      constructor(readonly range: unknown) {}
    },
    languages: { registerCodeLensProvider: () => ({ dispose: () => undefined }) },
    commands: { executeCommand: () => Promise.resolve(symbols.value) },
    workspace: {
      onDidChangeConfiguration: new events.EventEmitter<unknown>().event,
      getConfiguration: () => ({ get: () => undefined }),
    },
  };
});

it('the score stands above functions that the change touches, and not above a line that has it beside it', async () => {
  const old = Array.from({ length: 40 }, (_, i) => `line ${i + 1}\n`).join('');
  const file = createFilePatch(
    'a.py',
    old,
    old.replace('line 5\n', 'five\n').replace('line 30\n', 'thirty\n'),
  );
  const review = {
    onDidChange: new EventEmitter<void>().event,
    review: {
      kind: 'scored',
      change: { root: '/project', places: hunkPlaces([file]) },
      verdict: scored(1),
      stale: false,
    },
  } as unknown as ChangeReview;
  const lens = new FunctionLens(review);
  const asked = [
    { uri: { fsPath: '/project/a.py' }, lineCount: 40 },
    { isCancellationRequested: false },
  ] as unknown as Asked;
  const lines = async () => {
    const lenses = await lens.provideCodeLenses(...asked);
    return lenses.map(one => one.range.start.line);
  };
  expect(await lines()).toEqual([]);
  symbols.value = [{ kind: 11, range: range(2, 9), selectionRange: range(2, 2), children: [] }];
  expect(await lines()).toEqual([2]);
  lens.dispose();
});
