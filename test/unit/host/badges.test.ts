import { expect, it, vi } from 'vitest';
import { createFilePatch } from '../../../src/core/patch/createFilePatch';
import { hunkPlaces } from '../../../src/core/review/hunkPlaces';
import { Badges } from '../../../src/host/badges/badges';
import type { ChangeReview } from '../../../src/host/review/changeReview';
import { scored } from '../core/scoring/scoredVerdict';
import type * as editorEvents from './editorEvents';
import { EventEmitter } from './editorEvents';

interface Drawn {
  readonly hoverMessage: { readonly value: string };
}
const drawn = vi.hoisted(() => ({ options: [] as Drawn[] }));

vi.mock('vscode', async original => {
  const events = await original<typeof editorEvents>();
  const lineAt = () => ({ range: { end: {} } });
  const document = { uri: { scheme: 'file', fsPath: '/project/a.py' }, lineCount: 40, lineAt };
  return {
    ...events,
    DecorationRangeBehavior: { ClosedOpen: 3 },
    ThemeColor: class {},
    Range: class {},
    MarkdownString: class {
      constructor(readonly value: string) {}
    },
    window: {
      createTextEditorDecorationType: () => ({ dispose: () => undefined }),
      onDidChangeVisibleTextEditors: new events.EventEmitter<unknown>().event,
      visibleTextEditors: [
        { document, setDecorations: (_: unknown, options: Drawn[]) => (drawn.options = options) },
      ],
    },
    workspace: {
      onDidChangeConfiguration: new events.EventEmitter<unknown>().event,
      getConfiguration: () => ({ get: () => undefined }),
    },
  };
});

it('what is said over a badge breaks between words, and Markdown of the model’s name is not followed', () => {
  const changed = new EventEmitter<void>();
  const verdict = scored(1);
  const review = { onDidChange: changed.event, review: { kind: 'message' } as object };
  const badges = new Badges(review as ChangeReview);
  review.review = {
    kind: 'scored',
    change: { root: '/project', places: hunkPlaces([createFilePatch('a.py', 'one\n', 'two\n')]) },
    verdict: {
      ...verdict,
      evidence: [{ group: 'patch', name: 'files', description: 'files changed', value: 1 }],
      producedBy: { ...verdict.producedBy, model: '[m](command:x)' },
    },
    stale: false,
  };
  changed.fire();
  const [said] = drawn.options.map(({ hoverMessage }) => hoverMessage.value);
  expect(said).toContain('Calibrated on ');
  expect(said).toContain('held\\-out labelled patches');
  expect(said).toContain('\\[m\\]\\(command:x\\)');
  expect(said).not.toMatch(/&nbsp;|files changed/);
  badges.dispose();
});
