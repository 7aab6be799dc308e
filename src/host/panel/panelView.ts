import * as vscode from 'vscode';
import type { HostMessage, PanelMessage, PanelState } from '../../core/protocol/panel';
import { Disposables } from '../disposal';
import { viewHtml } from '../viewHtml';

export const PANEL_VIEW = 'sweRm.panel';

/**
 * The side panel's host side: sends snapshots once the panel's script says that it is ready, and passes
 * its messages on when they parse. Keeps nothing; a panel that was hidden is told everything anew.
 */
export class PanelView implements vscode.WebviewViewProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly received = this.disposables.add(new vscode.EventEmitter<PanelMessage>());
  private ready: vscode.WebviewView | null = null;

  readonly onDidReceive = this.received.event;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly snapshot: () => Promise<PanelState>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.disposables.add(vscode.window.registerWebviewViewProvider(PANEL_VIEW, this));
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const own = new Disposables();
    own.add(
      view.webview.onDidReceiveMessage(async (raw: unknown) => {
        // Read with the first message: making schemas is a good part of what activation would cost.
        const { panelMessageSchema } = await import('../../core/protocol/panel');
        const message = panelMessageSchema.safeParse(raw);
        if (!message.success) {
          this.log.warn('A message of the side panel was not understood and is ignored.');
          return;
        }
        if (message.data.type === 'ready') {
          this.ready = view;
          void this.refresh();
        } else {
          this.received.fire(message.data);
        }
      }),
    );
    view.onDidDispose(() => {
      own.dispose();
      if (this.ready === view) this.ready = null;
    });
    view.webview.options = {
      enableScripts: true,
      localResourceRoots: [
        vscode.Uri.joinPath(this.extension, 'dist'),
        vscode.Uri.joinPath(this.extension, 'media'),
      ],
    };
    view.webview.html = viewHtml(view.webview, this.extension, 'panel', 'SWE-RM: Patch Confidence');
  }

  /** Sends the present snapshot to the panel, if there is one that listens. */
  async refresh(): Promise<void> {
    const view = this.ready;
    if (view === null) return;
    const state = await this.snapshot();
    if (this.ready !== view) return;
    await view.webview.postMessage({ type: 'state', state } satisfies HostMessage);
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
