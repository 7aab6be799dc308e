import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PageView } from '../../../src/host/pageView';
import type * as editorEvents from './editorEvents';
import { EventEmitter } from './editorEvents';

vi.mock('vscode', async original => ({
  ...(await original<typeof editorEvents>()),
  window: { registerWebviewViewProvider: () => ({ dispose: () => undefined }) },
  Uri: { joinPath: (_: unknown, ...parts: readonly string[]) => parts.join('/') },
}));

interface Word {
  readonly type: string;
}

let warned: string[];
let snapshots: number;
let page: PageView<{ readonly snapshot: number }, Word>;
beforeEach(() => {
  vi.useFakeTimers();
  warned = [];
  snapshots = 0;
  page = new PageView<{ readonly snapshot: number }, Word>(
    {} as ConstructorParameters<typeof PageView>[0],
    {
      view: 'sweRm.page',
      name: 'panel',
      title: 'Page',
      redrawMs: 0,
      parse: raw => Promise.resolve(typeof raw === 'string' ? { type: raw } : null),
    },
    { warn: (line: string) => warned.push(line), error: vi.fn() } as unknown as ConstructorParameters<
      typeof PageView
    >[2],
  );
  page.show(() => ({ snapshot: ++snapshots }));
});
afterEach(() => {
  page.dispose();
  vi.useRealTimers();
});

/** A view as the editor makes it. */
class View {
  private sight = true;
  private gone = false;
  readonly sent: unknown[] = [];
  readonly said = new EventEmitter<unknown>();
  readonly closed = new EventEmitter<void>();
  readonly onDidDispose = this.closed.event;

  /** Of a view that is closed nothing may be asked. */
  get visible(): boolean {
    if (this.gone) throw new Error('Webview is disposed');
    return this.sight;
  }

  hide(): void {
    this.sight = false;
  }

  close(): void {
    this.gone = true;
    this.closed.fire();
  }

  readonly webview = {
    onDidReceiveMessage: this.said.event,
    asWebviewUri: (uri: unknown) => uri,
    cspSource: 'self',
    postMessage: (state: unknown) => Promise.resolve(this.sent.push(state)),
    html: '',
  };
}

function opened(): View {
  const view = new View();
  page.resolveWebviewView(view as unknown as Parameters<typeof page.resolveWebviewView>[0]);
  return view;
}
/** What is due is drawn. */
const drawn = () => vi.advanceTimersByTimeAsync(10);

it('a page is drawn once it is ready, and anew with what changes together', async () => {
  const view = opened();
  page.refresh();
  await drawn();
  expect(view.sent).toEqual([]);
  view.said.fire('ready');
  await drawn();
  page.refresh();
  page.refresh();
  await drawn();
  expect(view.sent).toEqual([{ snapshot: 1 }, { snapshot: 2 }]);
});

it('a page that nobody sees is not drawn, nor is a snapshot made for it', async () => {
  const view = opened();
  view.said.fire('ready');
  await drawn();
  view.hide();
  page.refresh();
  await drawn();
  expect([view.sent.length, snapshots]).toEqual([1, 1]);
  view.close();
  page.refresh();
  await drawn();
  expect(snapshots).toBe(1);
});

it('a page that is closed before its first word was understood keeps no other from being drawn', async () => {
  const first = opened();
  first.said.fire('ready');
  first.close();
  await drawn();
  const next = opened();
  next.said.fire('ready');
  await drawn();
  expect(next.sent).toEqual([{ snapshot: 1 }]);
});

it('what a page says is passed on, but for what is not understood', async () => {
  const heard: string[] = [];
  page.onDidReceive(({ type }) => heard.push(type));
  const view = opened();
  for (const message of ['ready', { command: 'rm' }, 'open']) view.said.fire(message);
  await drawn();
  expect(heard).toEqual(['open']);
  expect(warned).toEqual(['A message of the view sweRm.page was not understood and is ignored.']);
});

it('its policy lets no script run but its own, and nothing be asked for', () => {
  const { html } = opened().webview;
  const [, nonce] = /script-src 'nonce-([^']+)'/.exec(html) ?? [];
  expect(html).toContain(`<script nonce="${nonce}" src="dist/panel.js"></script>`);
  expect(html).toMatch(
    /content="default-src 'none'; script-src 'nonce-[^';]+'; style-src self; base-uri 'none'; form-action 'none'"/,
  );
});
