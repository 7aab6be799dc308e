import * as vscode from 'vscode';
import type { Outcome } from '../../core/scoring/outcome';
import type { ScoredVerdict } from '../../core/scoring/verdict';
import type { OutcomeStore } from '../../platform/outcomes/outcomeStore';
import { Disposables } from '../disposal';
import { telling } from '../telling';
import { messageOf } from '../../core/text/messageOf';
import { outcomeScore } from '../../core/scoring/outcomeScore';

/**
 * The outcomes of this workspace's repository: read once, then kept in step with the file in the extension's storage.
 * Source of truth: that file; nothing is written to the repository.
 */
export class Outcomes implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private opening: Promise<OutcomeStore | null> | null = null;
  private reading: Promise<readonly Outcome[]> | null = null;

  readonly onDidChange = this.changed.event;

  /** @param storage the extension's storage for this workspace; null without a workspace: then nothing is kept */
  constructor(
    private readonly storage: vscode.Uri | null,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** All that is known, in the order it was learned. */
  all(): Promise<readonly Outcome[]> {
    return (this.reading ??= this.read());
  }

  /** Keeps outcomes. @throws in one sentence when they cannot be written */
  async add(outcomes: readonly Outcome[]): Promise<void> {
    if (outcomes.length === 0) return;
    try {
      await (await this.store())?.add(outcomes);
    } catch (error) {
      throw new Error(`The outcome could not be kept: ${messageOf(error)}`, { cause: error });
    }
    this.reading = null;
    this.changed.fire();
  }

  /** Keeps the outcome of something that is done and still to be told of: that it cannot be written is told by itself. */
  note(outcome: Outcome): Promise<void> {
    return telling('keeping an outcome', () => this.add([outcome]), this.log);
  }

  /** Keeps what the project's tests said of a change. */
  async noteTests(
    patch: string,
    commit: string | null,
    passed: boolean,
    verdict: ScoredVerdict | null,
  ): Promise<void> {
    const { changeKey } = await import('../../platform/outcomes/changeKey');
    const event = { kind: 'tested', passed } as const;
    const at = new Date().toISOString();
    const score = verdict === null ? null : outcomeScore(verdict);
    await this.note({ version: 1, change: changeKey(patch), commit, at, source: 'tests', event, score });
  }

  /** Forgets everything that was learned. */
  async clear(): Promise<void> {
    await (await this.store())?.clear();
    this.reading = null;
    this.changed.fire();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private store(): Promise<OutcomeStore | null> {
    return (this.opening ??= this.open());
  }

  private async open(): Promise<OutcomeStore | null> {
    if (this.storage === null) return null;
    // Read with the first outcome: making schemas is a good part of what activation would cost.
    const { OutcomeStore } = await import('../../platform/outcomes/outcomeStore');
    return new OutcomeStore(vscode.Uri.joinPath(this.storage, 'outcomes').fsPath);
  }

  private async read(): Promise<readonly Outcome[]> {
    try {
      const store = await this.store();
      if (store === null) return [];
      const { outcomes, unreadable } = await store.read();
      if (unreadable > 0) this.log.warn(`${unreadable} kept outcomes could not be read and are ignored.`);
      return outcomes;
    } catch (error) {
      this.log.error(`The kept outcomes could not be read: ${messageOf(error)}`);
      return [];
    }
  }
}
