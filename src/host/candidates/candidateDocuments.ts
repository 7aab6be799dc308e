import * as vscode from 'vscode';
import { applyFilePatch } from '../../core/patch/applyFilePatch';
import { parsePatch } from '../../core/patch/parsePatch';
import { pathOf, type FilePatch } from '../../core/patch/patch';
import { fileAt } from '../../platform/change/baseFiles';
import type { RepositoryFinder } from '../capture/repositoryFinder';
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
        for (const { uri } of vscode.workspace.textDocuments)
          if (uri.scheme === SCHEME) this.changed.fire(uri);
      }),
    );
  }

  /** Opens the candidate's change: a diff editor, or one with all its files, or the patch where it does not apply. */
  async open(candidate: Alternative): Promise<void> {
    const { files } = parsePatch(candidate.patch);
    const text = files.filter(file => !file.binary);
    const applies = await Promise.all(text.map(async file => (await this.after(candidate, file)) !== null));
    if (text.length === 0 || applies.includes(false)) {
      const document = await vscode.workspace.openTextDocument(
        uriOf(candidate, `${candidate.label}.diff`, 'patch'),
      );
      await vscode.window.showTextDocument(document, { preview: true });
      return;
    }
    const [first] = text;
    if (text.length === 1 && first !== undefined) {
      const file = pathOf(first);
      const [before, after] = [uriOf(candidate, file, 'before'), uriOf(candidate, file, 'after')];
      await vscode.commands.executeCommand('vscode.diff', before, after, `${file} (${candidate.label})`);
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
    await vscode.commands.executeCommand('vscode.changes', candidate.label, resources);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const [id = '', side = ''] = uri.query.split('.');
    const candidate = this.alternatives.find(id);
    if (candidate === undefined) return '';
    if (side === 'patch') return candidate.patch;
    const path = uri.path.slice(1);
    const file = parsePatch(candidate.patch).files.find(other => pathOf(other) === path);
    if (file === undefined) return '';
    return side === 'before'
      ? await this.before(candidate, file)
      : ((await this.after(candidate, file)) ?? '');
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async before(candidate: Alternative, file: FilePatch): Promise<string> {
    if (file.oldPath === null) return '';
    const repository = await this.repository.find();
    if (repository.kind === 'missing') return '';
    return (await fileAt(repository.git, candidate.base, file.oldPath)) ?? '';
  }

  private async after(candidate: Alternative, file: FilePatch): Promise<string | null> {
    if (file.newPath === null) return '';
    return applyFilePatch(await this.before(candidate, file), file);
  }
}

function uriOf(candidate: Alternative, path: string, side: Side): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${path}`, query: `${candidate.id}.${side}` });
}
