import * as vscode from 'vscode';
import { pathOf } from '../../core/patch/patch';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import { closeTabs } from '../closeTabs';
import { Disposables } from '../disposal';
import { onAnother } from '../onAnother';
import type { Alternatives } from './alternatives';
import type { Alternative } from './alternative';
import type { CandidateTexts } from './candidateTexts';
import { CANDIDATE_SCHEME } from './candidateUri';
import type { Choices } from './choices';

/** Read-only documents of what the files of a candidate were and become; nothing is written to disk. */
export class CandidateDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<vscode.Uri>());

  private loading: Promise<CandidateTexts> | undefined;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly alternatives: Alternatives,
    private readonly repository: RepositoryFinder,
    choices: Pick<Choices, 'hidden' | 'onDidChange'>,
  ) {
    this.disposables.add(vscode.workspace.registerTextDocumentContentProvider(CANDIDATE_SCHEME, this));
    // A candidate may have been read anew under the same id.
    this.disposables.add(
      alternatives.onDidChangeCandidates(() => {
        const isGone = (uri: vscode.Uri) =>
          uri.scheme === CANDIDATE_SCHEME && this.candidateOf(uri) === undefined;
        for (const { uri } of vscode.workspace.textDocuments)
          if (uri.scheme === CANDIDATE_SCHEME && !isGone(uri)) this.changed.fire(uri);
        void closeTabs(isGone);
      }),
    );
    // The tabs name the sources that are to be hidden.
    const hidden = () => choices.hidden;
    this.disposables.add(
      onAnother(choices.onDidChange, hidden, now => {
        if (now) void closeTabs(({ scheme }) => scheme === CANDIDATE_SCHEME);
      }),
    );
  }

  /**
   * Opens the candidate's change.
   *
   * @param name what the candidate is called on the tab
   */
  async open(candidate: Alternative, name: string): Promise<void> {
    const { openChange } = await import('./candidateEditors');
    await openChange(await this.texts(), candidate, name);
  }

  /**
   * Opens two candidates side by side, each with what it is called.
   *
   * @returns null when they are shown, else one sentence
   */
  async compare(
    left: readonly [Alternative, string],
    right: readonly [Alternative, string],
  ): Promise<string | null> {
    const { openComparison } = await import('./candidateEditors');
    return openComparison(await this.texts(), left, right);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const [, side = ''] = uri.query.split('.');
    const candidate = this.candidateOf(uri);
    if (candidate === undefined) return '';
    if (side === 'patch') return candidate.patch;
    const path = uri.path.slice(1);
    const texts = await this.texts();
    if (side === 'after') {
      const result = await texts.result(candidate, path);
      return result === 'unapplied' ? '' : result.text;
    }
    const file = texts.filesOf(candidate).find(other => pathOf(other) === path);
    return file === undefined ? '' : await texts.before(candidate, file);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private candidateOf(uri: vscode.Uri): Alternative | undefined {
    return this.alternatives.find(uri.query.split('.', 1)[0] ?? '');
  }

  private texts(): Promise<CandidateTexts> {
    return (this.loading ??= import('./candidateTexts').then(
      ({ CandidateTexts }) => new CandidateTexts(this.repository),
    ));
  }
}
