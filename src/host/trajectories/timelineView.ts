import * as vscode from 'vscode';
import type { TimelineHostMessage, TimelineMessage, TimelineState } from '../../core/protocol/timeline';
import { Disposables } from '../disposal';
import { viewHtml } from '../viewHtml';

export const TIMELINE_VIEW = 'sweRm.timeline';
/** A session that is written fast is drawn at most this often, in milliseconds. */
const REDRAW_MS = 150;

/** The timeline's host side: sends whole snapshots while it is visible. Keeps nothing. */
export class TimelineView implements vscode.WebviewViewProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly received = this.disposables.add(new vscode.EventEmitter<TimelineMessage>());
  private readonly shown = this.disposables.add(new vscode.EventEmitter<void>());
  private ready: vscode.WebviewView | null = null;
  private timer: NodeJS.Timeout | undefined;

  readonly onDidReceive = this.received.event;
  /** The view has come into sight: what it shows is worth working for. */
  readonly onDidShow = this.shown.event;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly snapshot: () => TimelineState,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.disposables.add(vscode.window.registerWebviewViewProvider(TIMELINE_VIEW, this));
    this.disposables.add({ dispose: () => clearTimeout(this.timer) });
  }

  get visible(): boolean {
    return this.ready?.visible === true;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const own = new Disposables();
    own.add(
      view.webview.onDidReceiveMessage(async (raw: unknown) => {
        const { timelineMessageSchema } = await import('../../core/protocol/timeline');
        const message = timelineMessageSchema.safeParse(raw);
        if (!message.success) {
          this.log.warn('A message of the timeline was not understood and is ignored.');
        } else if (message.data.type === 'ready') {
          this.ready = view;
          this.shown.fire();
          this.refresh();
        } else {
          this.received.fire(message.data);
        }
      }),
    );
    own.add(
      view.onDidChangeVisibility(() => {
        if (view.visible) this.shown.fire();
      }),
    );
    view.onDidDispose(() => {
      own.dispose();
      if (this.ready === view) this.ready = null;
    });
    view.webview.options = {
      enableScripts: true,
      localResourceRoots: ['dist', 'media'].map(folder => vscode.Uri.joinPath(this.extension, folder)),
    };
    view.webview.html = viewHtml(view.webview, this.extension, 'timeline', 'SWE-RM: Trajectory');
  }

  /** Sends the present snapshot soon, if there is a page that listens; several calls become one. */
  refresh(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const message: TimelineHostMessage = { type: 'state', state: this.snapshot() };
      void this.ready?.webview.postMessage(message);
    }, REDRAW_MS);
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
