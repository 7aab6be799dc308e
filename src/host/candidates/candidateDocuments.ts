import * as vscode from 'vscode';
import { applyFilePatch } from '../../core/patch/applyFilePatch';
import { parsePatch } from '../../core/patch/parsePatch';
import { pathOf, type FilePatch } from '../../core/patch/patch';
import { fileAt } from '../../platform/change/baseFiles';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import { closeTabs } from '../closeTabs';
import { Disposables } from '../disposal';
import type { Alternatives } from './alternatives';
import type { Alternative } from './candidate';

const SCHEME = 'swe-rm-candidate';

/** Which text of a candidate's file a virtual document shows. `patch`: the diff itself, where it does not apply. */
type Side = 'before' | 'after' | 'patch';

/** Read-only documents of what the files of a candidate were and become; nothing is written to disk. */
export class CandidateDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<vscode.Uri>());

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly alternatives: Alternatives,
    private readonly repository: RepositoryFinder,
  ) {
    this.disposables.add(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
    // A candidate may have been read anew under the same id.
    this.disposables.add(
      alternatives.onDidChange(() => {
        const isGone = (uri: vscode.Uri) => uri.scheme === SCHEME && this.candidateOf(uri) === undefined;
        for (const { uri } of vscode.workspace.textDocuments)
          if (uri.scheme === SCHEME && !isGone(uri)) this.changed.fire(uri);
        void closeTabs(isGone);
      }),
    );
  }

  /**
   * Opens the candidate's change: a diff editor, or one with all its files, or the patch where it does not apply.
   *
   * @param name what the candidate is called on the tab
   */
  async open(candidate: Alternative, name: string): Promise<void> {
    const { files } = parsePatch(candidate.patch);
    const text = files.filter(file => !file.binary);
    const applies = await Promise.all(text.map(async file => (await this.after(candidate, file)) !== null));
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
    const paths = new Set(
      [left, right].flatMap(({ patch }) =>
        parsePatch(patch).files.flatMap(({ oldPath, newPath, binary }) =>
          binary ? [] : [oldPath, newPath].filter(path => path !== null),
        ),
      ),
    );
    const differing: string[] = [];
    for (const path of [...paths].sort()) {
      const [ours, theirs] = await Promise.all([this.result(left, path), this.result(right, path)]);
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
    if (side === 'after') {
      const result = await this.result(candidate, path);
      return result === 'unapplied' ? '' : result.text;
    }
    const file = parsePatch(candidate.patch).files.find(other => pathOf(other) === path);
    return file === undefined ? '' : await this.before(candidate, file);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private candidateOf(uri: vscode.Uri): Alternative | undefined {
    return this.alternatives.find(uri.query.split('.', 1)[0] ?? '');
  }

  private async before(candidate: Alternative, file: FilePatch): Promise<string> {
    if (file.oldPath === null) return '';
    const repository = await this.repository.find();
    if (repository.kind === 'missing') return '';
    return (await fileAt(repository.git, candidate.base, file.oldPath)) ?? '';
  }

  /** What a path holds after the candidate's change, changed by it or not. */
  private async result(
    candidate: Alternative,
    path: string,
  ): Promise<{ readonly text: string } | 'unapplied'> {
    const { files } = parsePatch(candidate.patch);
    const file = files.find(({ newPath }) => newPath === path);
    if (file !== undefined) {
      const text = await this.after(candidate, file);
      return text === null ? 'unapplied' : { text };
    }
    const gone = files.some(({ oldPath, status }) => oldPath === path && status !== 'copied');
    const repository = await this.repository.find();
    if (gone || repository.kind === 'missing') return { text: '' };
    return { text: (await fileAt(repository.git, candidate.base, path)) ?? '' };
  }

  private async after(candidate: Alternative, file: FilePatch): Promise<string | null> {
    if (file.newPath === null) return '';
    return applyFilePatch(await this.before(candidate, file), file);
  }
}

function uriOf(candidate: Alternative, path: string, side: Side): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${path}`, query: `${candidate.id}.${side}` });
}
