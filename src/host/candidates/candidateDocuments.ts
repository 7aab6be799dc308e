import * as vscode from 'vscode';
import { pathOf } from '../../core/patch/patch';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import { closeTabs } from '../closeTabs';
import { Disposables } from '../disposal';
import type { Alternatives } from './alternatives';
import type { Alternative } from './alternative';
import type { CandidateTexts } from './candidateTexts';
import type { Choices } from './choices';

export const CANDIDATE_SCHEME = 'swe-rm-candidate';

/** Which text of a candidate's file a virtual document shows. `patch`: the diff itself, where it does not apply. */
type Side = 'before' | 'after' | 'patch';

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
      alternatives.onDidChange(() => {
        const isGone = (uri: vscode.Uri) =>
          uri.scheme === CANDIDATE_SCHEME && this.candidateOf(uri) === undefined;
        for (const { uri } of vscode.workspace.textDocuments)
          if (uri.scheme === CANDIDATE_SCHEME && !isGone(uri)) this.changed.fire(uri);
        void closeTabs(isGone);
      }),
    );
    // The tabs name the sources that are to be hidden.
    let wereHidden = choices.hidden;
    this.disposables.add(
      choices.onDidChange(() => {
        if (choices.hidden && !wereHidden) void closeTabs(({ scheme }) => scheme === CANDIDATE_SCHEME);
        wereHidden = choices.hidden;
      }),
    );
  }

  /**
   * Opens the candidate's change: a diff editor, or one with all its files, or the patch where it does not apply.
   *
   * @param name what the candidate is called on the tab
   */
  async open(candidate: Alternative, name: string): Promise<void> {
    const texts = await this.texts();
    const text = texts.filesOf(candidate).filter(file => !file.binary);
    const applies = await Promise.all(text.map(async file => (await texts.after(candidate, file)) !== null));
    if (text.length === 0 || applies.includes(false)) {
      const document = await vscode.workspace.openTextDocument(
        uriOf(candidate, `${name.replaceAll('/', '-')}.diff`, 'patch'),
      );
      await vscode.window.showTextDocument(document, { preview: true });
      return;
    }
    const [first] = text;
    if (text.length === 1 && first !== undefined) {
      const file = pathOf(first);
      const [before, after] = [uriOf(candidate, file, 'before'), uriOf(candidate, file, 'after')];
      await vscode.commands.executeCommand('vscode.diff', before, after, `${file} (${name})`);
      return;
    }
    const resources = text.map(file => {
      const path = pathOf(file);
      const before = file.oldPath === null ? undefined : uriOf(candidate, path, 'before');
      return [
        uriOf(candidate, path, 'after'),
        before,
        file.newPath === null ? undefined : uriOf(candidate, path, 'after'),
      ];
    });
    await vscode.commands.executeCommand('vscode.changes', name, resources);
  }

  /**
   * Opens two candidates side by side, with every file in which they differ.
   *
   * @returns null when they are shown, else one sentence
   */
  async compare(
    [left, leftName]: readonly [Alternative, string],
    [right, rightName]: readonly [Alternative, string],
  ): Promise<string | null> {
    const texts = await this.texts();
    const paths = new Set(
      [left, right].flatMap(candidate =>
        texts
          .filesOf(candidate)
          .flatMap(({ oldPath, newPath, binary }) =>
            binary ? [] : [oldPath, newPath].filter(path => path !== null),
          ),
      ),
    );
    const differing: string[] = [];
    for (const path of [...paths].sort()) {
      const [ours, theirs] = await Promise.all([texts.result(left, path), texts.result(right, path)]);
      if (ours === 'unapplied' || theirs === 'unapplied') {
        const name = ours === 'unapplied' ? leftName : rightName;
        return `${name} does not apply to its base, so there is no text to compare; open its diff instead.`;
      }
      if (ours.text !== theirs.text) differing.push(path);
    }
    const [first] = differing;
    if (first === undefined) return `${leftName} and ${rightName} leave the files the same.`;
    const title = `${leftName} ↔ ${rightName}`;
    const [before, after] = [uriOf(left, first, 'after'), uriOf(right, first, 'after')];
    if (differing.length === 1)
      await vscode.commands.executeCommand('vscode.diff', before, after, `${first} (${title})`);
    else
      await vscode.commands.executeCommand(
        'vscode.changes',
        title,
        differing.map(path => [
          uriOf(right, path, 'after'),
          uriOf(left, path, 'after'),
          uriOf(right, path, 'after'),
        ]),
      );
    return null;
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

function uriOf(candidate: Alternative, path: string, side: Side): vscode.Uri {
  return vscode.Uri.from({ scheme: CANDIDATE_SCHEME, path: `/${path}`, query: `${candidate.id}.${side}` });
}
