import * as vscode from 'vscode';
import { pathOf, type FilePatch } from '../../core/patch/patch';
import { closeTabs } from '../closeTabs';
import { Disposables } from '../disposal';
import { onAnother } from '../onAnother';
import type { RangeReview, RangeReviewState, ReviewedRange } from './rangeReview';

export const REVIEW_SCHEME = 'swe-rm-review';

type Side = 'before' | 'after';

/**
 * Read-only documents of what the files of the change under review were and become, straight from git. A document
 * names a path and a side; the commits are those of the review, so that no link can ask for others.
 */
export class ReviewDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<vscode.Uri>());

  readonly onDidChange = this.changed.event;

  constructor(private readonly review: RangeReview) {
    this.disposables.add(vscode.workspace.registerTextDocumentContentProvider(REVIEW_SCHEME, this));
    // Another change may be under review by the same names.
    const range = () => rangeOf(review.state);
    this.disposables.add(
      onAnother(review.onDidChange, range, (now, before) => {
        // Their titles name the change that was under review.
        if (before !== null) void closeTabs(({ scheme }) => scheme === REVIEW_SCHEME);
        if (now !== null) this.refresh();
      }),
    );
  }

  /** Opens the change: one diff editor, or one with all its files, those that matter most first. */
  async open(): Promise<void> {
    const { state } = this.review;
    if (state.kind !== 'reviewed') return;
    const files = inOrder(state);
    const [only] = files;
    if (only === undefined) return;
    if (files.length === 1) return this.openFile(only, state, state.places.hunks[0]?.line);
    const resources = files.map(file => {
      const [before, after] = sides(file);
      return [after ?? before, before, after];
    });
    await vscode.commands.executeCommand('vscode.changes', state.change.label, resources);
  }

  /** Opens a hunk or a file of the last snapshot by its id; ids that are not there are ignored. */
  async openPlace(id: string): Promise<void> {
    const { state } = this.review;
    if (state.kind !== 'reviewed') return;
    const hunk = state.places.hunks.find(place => place.id === id);
    const path = hunk?.path ?? state.places.files[Number(/^f(\d+)$/.exec(id)?.[1] ?? -1)]?.path;
    const file = state.change.files.find(other => pathOf(other) === path);
    if (file !== undefined) await this.openFile(file, state, hunk?.line);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { state } = this.review;
    if (state.kind !== 'reviewed') return '';
    const path = uri.path.slice(1);
    const file = state.change.files.find(other => pathOf(other) === path);
    if (file === undefined) return '';
    const { git, change } = state;
    const { fileAt } = await import('../../platform/change/baseFiles');
    const text =
      uri.query === 'before'
        ? file.oldPath !== null && (await fileAt(git, change.base, file.oldPath))
        : file.newPath !== null && (await fileAt(git, change.head, file.newPath));
    return text || '';
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async openFile(
    file: FilePatch,
    { change }: ReviewedRange,
    line: number | undefined,
  ): Promise<void> {
    const path = pathOf(file);
    const [before, after] = sides(file);
    const at = new vscode.Position(line ?? 0, 0);
    const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(at, at), preview: true };
    const empty = uriOf(path, before === undefined ? 'before' : 'after');
    const title = `${path} (${change.label})`;
    await vscode.commands.executeCommand('vscode.diff', before ?? empty, after ?? empty, title, options);
  }

  private refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments)
      if (uri.scheme === REVIEW_SCHEME) this.changed.fire(uri);
  }
}

/** Both ends of the change under review; null without one. */
function rangeOf(state: RangeReviewState): string | null {
  return state.kind === 'reviewed' ? `${state.change.base}..${state.change.head}` : null;
}

/** Text files in the order of where to look first. */
function inOrder({ change, places }: ReviewedRange): readonly FilePatch[] {
  const rank = (file: FilePatch) => places.files.findIndex(({ path }) => path === pathOf(file));
  return change.files.filter(file => !file.binary).sort((a, b) => rank(a) - rank(b));
}

function sides(file: FilePatch): readonly [vscode.Uri | undefined, vscode.Uri | undefined] {
  const path = pathOf(file);
  return [
    file.oldPath === null ? undefined : uriOf(path, 'before'),
    file.newPath === null ? undefined : uriOf(path, 'after'),
  ];
}

/** The document of one side of a file of the change under review. */
export function uriOf(path: string, side: Side): vscode.Uri {
  return vscode.Uri.from({ scheme: REVIEW_SCHEME, path: `/${path}`, query: side });
}
