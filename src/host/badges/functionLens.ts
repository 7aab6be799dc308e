import * as vscode from 'vscode';
import { pathBelow } from '../../platform/files/pathBelow';
import { Disposables } from '../disposal';
import { onAnother } from '../onAnother';
import type { ChangeReview } from '../review/changeReview';
import { scoreText } from '../../core/scoring/wording';
import { affectsSettings, readSettings } from '../settings';

const FUNCTIONS: ReadonlySet<vscode.SymbolKind> = new Set([
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
]);

/**
 * A CodeLens with the score above every function the change touches. Of lines outside of functions, or in a language whose
 * functions nobody knows, the badge beside them says the same.
 */
export class FunctionLens implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());

  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(private readonly review: ChangeReview) {
    const verdict = () => review.review;
    this.disposables.add(onAnother(review.onDidChange, verdict, () => this.changed.fire()));
    this.disposables.add(vscode.languages.registerCodeLensProvider({ scheme: 'file' }, this));
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affectsSettings(event, 'codeLens.enabled')) this.changed.fire();
      }),
    );
  }

  async provideCodeLenses(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeLens[]> {
    if (!readSettings().codeLens || this.changedLines(document).length === 0) return [];
    const functions = await functionsOf(document.uri);
    // A language server that is just starting takes seconds: what to show is what is known now, not before.
    const state = this.review.review;
    if (token.isCancellationRequested || state.kind !== 'scored') return [];
    const starts = new Set(
      this.changedLines(document).flatMap(
        line => innermost(functions, line)?.selectionRange.start.line ?? [],
      ),
    );
    const title = `${scoreText(state.verdict)} · SWE-RM${state.stale ? ' · scoring…' : ''}`;
    return [...starts].map(
      line =>
        new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
          title,
          command: 'sweRm.openPanel',
          arguments: ['change'],
          tooltip: 'The score of the whole change. Show its evidence.',
        }),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** 0-based lines of the document on which a hunk of the scored change begins. */
  private changedLines(document: vscode.TextDocument): readonly number[] {
    const state = this.review.review;
    if (state.kind !== 'scored') return [];
    const file = pathBelow(state.change.root, document.uri.fsPath);
    return state.change.places
      .filter(place => place.exists && place.path === file)
      .map(place => Math.min(place.line, document.lineCount - 1));
  }
}

/** The functions of a document, from whatever language extension knows it; none when none does. */
async function functionsOf(uri: vscode.Uri): Promise<readonly vscode.DocumentSymbol[]> {
  const symbols = await vscode.commands.executeCommand<
    readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined
  >('vscode.executeDocumentSymbolProvider', uri);
  const tree = (symbols ?? []).filter(
    (symbol): symbol is vscode.DocumentSymbol => 'selectionRange' in symbol && 'children' in symbol,
  );
  return tree.flatMap(withDescendants).filter(symbol => FUNCTIONS.has(symbol.kind));
}

function withDescendants(symbol: vscode.DocumentSymbol): readonly vscode.DocumentSymbol[] {
  return [symbol, ...symbol.children.flatMap(withDescendants)];
}

function innermost(functions: readonly vscode.DocumentSymbol[], line: number): vscode.DocumentSymbol | null {
  const around = functions.filter(({ range }) => range.start.line <= line && line <= range.end.line);
  const size = ({ range }: vscode.DocumentSymbol) => range.end.line - range.start.line;
  return around.reduce<vscode.DocumentSymbol | null>(
    (best, symbol) => (best === null || size(symbol) < size(best) ? symbol : best),
    null,
  );
}
