import * as vscode from 'vscode';
import type { CapturedChange } from '../capture/capturedChange';
import { pathBelow } from '../../platform/files/pathBelow';
import { Disposables } from '../disposal';
import { onAnother } from '../onAnother';
import type { ChangeReview } from '../review/changeReview';
import { withInfluence, type HunkPlace } from '../../core/review/hunkPlace';
import { calibrationText, pointsText, reservations, scoreText, shortText } from '../../core/scoring/wording';
import { escaped } from '../../core/review/markdownText';
import type { ScoredVerdict } from '../../core/scoring/verdict';
import { affectsSettings, readSettings } from '../settings';

/** The score beside the first changed line of each hunk in the visible editors. */
export class Badges implements vscode.Disposable {
  private readonly disposables = new Disposables();
  /** Made once: a decoration type per update would leave the old ones behind. */
  private readonly decoration = this.disposables.add(
    vscode.window.createTextEditorDecorationType({
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
      after: {
        margin: '0 0 0 2em',
        color: new vscode.ThemeColor('sweRm.badgeForeground'),
        backgroundColor: new vscode.ThemeColor('sweRm.badgeBackground'),
      },
    }),
  );

  constructor(private readonly review: ChangeReview) {
    const verdict = () => review.review;
    this.disposables.add(onAnother(review.onDidChange, verdict, () => this.draw()));
    this.disposables.add(vscode.window.onDidChangeVisibleTextEditors(() => this.draw()));
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affectsSettings(event, 'badges.enabled')) this.draw();
      }),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private draw(): void {
    const state = this.review.review;
    const shown = readSettings().badges && state.kind === 'scored' ? state : null;
    for (const editor of vscode.window.visibleTextEditors) {
      editor.setDecorations(
        this.decoration,
        shown === null ? [] : decorations(editor.document, shown.change, shown.verdict, shown.stale),
      );
    }
  }
}

function decorations(
  document: vscode.TextDocument,
  change: CapturedChange,
  verdict: ScoredVerdict,
  stale: boolean,
): vscode.DecorationOptions[] {
  const file = document.uri.scheme === 'file' ? pathBelow(change.root, document.uri.fsPath) : null;
  if (file === null) return [];
  return withInfluence(change.places, verdict.hunks)
    .filter(place => place.exists && place.path === file)
    .map(place => {
      const line = document.lineAt(Math.min(place.line, document.lineCount - 1));
      return {
        range: new vscode.Range(line.range.end, line.range.end),
        hoverMessage: hover(verdict, place),
        renderOptions: { after: { contentText: badgeText(verdict, place, stale) } },
      };
    });
}

function badgeText(verdict: ScoredVerdict, place: HunkPlace, stale: boolean): string {
  const score = shortText(verdict.score);
  if (stale) return `\u00a0${score} · scoring… `;
  return place.delta === null ? `\u00a0${score} ` : `\u00a0${score} · this hunk ${pointsText(place.delta)} `;
}

/** Not by `appendText`: it makes every space one at which a line does not break. */
function hover(verdict: ScoredVerdict, place: HunkPlace): vscode.MarkdownString {
  const paragraphs = [
    `$(sparkle) Resolves the task: **${escaped(scoreText(verdict))}**`,
    ...(place.delta === null
      ? []
      : [escaped(`This hunk: ${pointsText(place.delta)}, compared with the change without it.`)]),
    ...reservations(verdict, null).map(escaped),
    escaped(calibrationText(verdict.producedBy)),
    '[Show the evidence](command:sweRm.openPanel?%22change%22)',
  ];
  const text = new vscode.MarkdownString(paragraphs.join('\n\n'), true);
  text.isTrusted = { enabledCommands: ['sweRm.openPanel'] };
  return text;
}
