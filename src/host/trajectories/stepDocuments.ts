import * as vscode from 'vscode';
import type { Step, Trajectory } from '../../core/trajectory/trajectory';
import { messageOf } from '../../core/text/messageOf';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import { Disposables } from '../disposal';

export const STEP_SCHEME = 'swe-rm-step';
/** Documents that stay readable; more tabs of steps nobody has open. */
const MAX_KEPT = 200;

/** Read-only documents of what a step did. Nothing is written to disk. */
export class StepDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  /** Texts by their address. Bounded by: the last 200. Cleared when: the window closes. */
  private readonly texts = new Map<string, string>();
  private opened = 0;

  constructor(private readonly repository: RepositoryFinder) {
    this.disposables.add(vscode.workspace.registerTextDocumentContentProvider(STEP_SCHEME, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  /** Shows the diff of an edit; of another step what was said and what came back. */
  async open(trajectory: Trajectory, step: Step): Promise<void> {
    this.opened += 1;
    const { labelOf } = await import('./timelineState');
    const title = `Step ${step.id}: ${labelOf(step)}`;
    if (step.patch === null) {
      await this.show(this.keep(`step ${step.id}.txt`, 'text', wordsOf(step)));
      return;
    }
    const { sidesOf } = await import('./stepTexts');
    const repository = await this.repository.find();
    const sides =
      repository.kind === 'missing'
        ? null
        : await sidesOf(repository.git, trajectory, step).catch((error: unknown) => {
            // The diff of the step is at hand.
            void vscode.window.showWarningMessage(messageOf(error));
            return null;
          });
    const [first] = sides ?? [];
    if (sides === null || first === undefined) {
      await this.show(this.keep(`step ${step.id}.diff`, 'patch', step.patch));
      return;
    }
    const uris = sides.map(({ path, before, after }) => ({
      before: this.keep(path, 'before', before ?? ''),
      after: this.keep(path, 'after', after ?? ''),
      added: before === null,
      deleted: after === null,
    }));
    const [only] = uris;
    if (uris.length === 1 && only !== undefined) {
      await vscode.commands.executeCommand('vscode.diff', only.before, only.after, title, { preview: true });
      return;
    }
    const resources = uris.map(({ before, after, added, deleted }) => [
      after,
      added ? undefined : before,
      deleted ? undefined : after,
    ]);
    await vscode.commands.executeCommand('vscode.changes', title, resources);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private keep(path: string, side: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: STEP_SCHEME, path: `/${path}`, query: `${this.opened}.${side}` });
    this.texts.set(uri.toString(), text);
    for (const oldest of this.texts.keys()) {
      if (this.texts.size <= MAX_KEPT) break;
      this.texts.delete(oldest);
    }
    return uri;
  }

  private async show(uri: vscode.Uri): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }
}

function wordsOf({ timestamp, command, message, reasoning, exitCode, output }: Step): string {
  const parts = [
    timestamp === null ? '' : new Date(timestamp).toLocaleString('en'),
    command === null ? '' : `$ ${command}`,
    message,
    reasoning ?? '',
    output?.text ?? '',
    output !== null && output.chars > output.text.length
      ? `(of ${output.chars.toLocaleString('en')} characters)`
      : '',
    exitCode === null ? '' : `exit code ${exitCode}`,
  ];
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}
