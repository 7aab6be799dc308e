import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { Disposables } from './disposal';

/** A page that a view shows: what it draws, and what it may say. */
export interface Page<Message> {
  /** The view, as package.json contributes it. */
  readonly view: string;
  /** Names the script, the style sheet and the element that the script draws into. */
  readonly name: 'panel' | 'timeline';
  readonly title: string;
  /** Changes within so many milliseconds are drawn as one. */
  readonly redrawMs: number;
  /** A message as it was meant; null when it is not understood. */
  readonly parse: (raw: unknown) => Promise<Message | null>;
}

/**
 * The host's side of a page: sends whole snapshots once the page's script says that it is ready, and passes on the messages
 * that parse. Keeps nothing: a page that was hidden begins anew, and is told everything.
 */
export class PageView<State, Message extends { readonly type: string }>
  implements vscode.WebviewViewProvider, vscode.Disposable
{
  private readonly disposables = new Disposables();
  private readonly received = this.disposables.add(new vscode.EventEmitter<Message>());
  private readonly shown = this.disposables.add(new vscode.EventEmitter<void>());
  private snapshot: (() => State | Promise<State>) | null = null;
  private ready: vscode.WebviewView | null = null;
  private timer: NodeJS.Timeout | undefined;
  private drawn = Promise.resolve();

  /** Every message but that the page is ready. */
  readonly onDidReceive = this.received.event;
  /** The page has come into sight: what it shows is worth working for. */
  readonly onDidShow = this.shown.event;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly page: Page<Message>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.disposables.add(vscode.window.registerWebviewViewProvider(page.view, this));
  }

  get visible(): boolean {
    return this.ready?.visible === true;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    let closed = false;
    const listening = view.webview.onDidReceiveMessage(async (raw: unknown) => {
      const message = await this.page.parse(raw);
      // Of a view that was closed meanwhile nothing may be asked.
      if (!closed) this.receive(view, message);
    });
    view.onDidDispose(() => {
      closed = true;
      listening.dispose();
      if (this.ready === view) this.ready = null;
    });
    view.webview.options = {
      enableScripts: true,
      localResourceRoots: ['dist', 'media'].map(folder => vscode.Uri.joinPath(this.extension, folder)),
    };
    view.webview.html = pageHtml(view.webview, this.extension, this.page);
  }

  /** Draws what this tells, from now on: everything there is to draw. A view outlives what it shows. */
  show(snapshot: () => State | Promise<State>): void {
    this.snapshot = snapshot;
    this.refresh();
  }

  /** Sends the present snapshot, soon, if somebody can see it; one after the other, so that the last to arrive is the latest. */
  refresh(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.drawn = this.drawn.then(() => this.draw());
    }, this.page.redrawMs);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.disposables.dispose();
  }

  private async draw(): Promise<void> {
    const { snapshot } = this;
    try {
      if (!this.visible || snapshot === null) return;
      const state = await snapshot();
      await this.ready?.webview.postMessage(state);
    } catch (error) {
      this.log.error(`The view ${this.page.view} could not be drawn.`, error);
    }
  }

  /** @param message null: it is not understood */
  private receive(view: vscode.WebviewView, message: Message | null): void {
    if (message === null) {
      this.log.warn(`A message of the view ${this.page.view} was not understood and is ignored.`);
    } else if (message.type === 'ready') {
      this.ready = view;
      this.shown.fire();
      this.refresh();
    } else {
      this.received.fire(message);
    }
  }
}

/** One script that carries the nonce, the style sheets, and nothing from anywhere else. */
function pageHtml(webview: vscode.Webview, extension: vscode.Uri, { name, title }: Page<unknown>): string {
  const nonce = randomBytes(16).toString('base64');
  const address = (folder: string, file: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, folder, file)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${address('media', 'page.css')}">
<link rel="stylesheet" href="${address('media', `${name}.css`)}">
</head>
<body>
<main id="${name}"></main>
<script nonce="${nonce}" src="${address('dist', `${name}.js`)}"></script>
</body>
</html>
`;
}
