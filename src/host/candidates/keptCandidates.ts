import type * as vscode from 'vscode';
import type { KeptCandidate } from '../../core/candidates/keptCandidate';
import { messageOf } from '../../core/text/messageOf';
import { Disposables } from '../disposal';
import type { ReadAgainTargets } from './candidatesAgain';

const KEY = 'sweRm.candidates';

/**
 * The candidates of a folder while the window is closed. Where each of them came from is kept in the folder's memory, and
 * read again in the next window.
 */
export class KeptCandidates implements vscode.Disposable {
  private readonly disposables = new Disposables();
  /** Until what was kept has been read, nothing else takes its place. */
  private state: 'closed' | 'opening' | 'open' = 'closed';
  /** Of the last window's, those that could not be read in this one, though they may well be there. */
  private unread: readonly KeptCandidate[] = [];
  private writing: Promise<void> = Promise.resolve();
  private written = '';

  constructor(
    private readonly memory: vscode.Memento,
    private readonly targets: ReadAgainTargets,
  ) {
    this.disposables.add(
      targets.alternatives.onDidChangeCandidates(() => {
        // Who removes all wants none of them back.
        const { candidates, awaited } = targets.alternatives;
        if (this.state === 'open' && candidates.length === 0 && awaited === null) this.unread = [];
        void this.writeInTurn();
      }),
    );
  }

  /** Reads what was kept. To be called again as long as there may be no repository yet; once it was read, it does nothing. */
  async open(): Promise<void> {
    if (this.state !== 'closed') return;
    this.state = 'opening';
    const unread = await this.takeUp(this.memory.get<unknown>(KEY));
    if (unread === null) {
      this.state = 'closed';
      return;
    }
    this.unread = unread;
    this.state = 'open';
    await this.writeInTurn();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** @returns as `openKept`; null also when it failed: what is written then would stand for what was not read */
  private async takeUp(stored: unknown): Promise<readonly KeptCandidate[] | null> {
    if (stored === undefined) return [];
    try {
      const { openKept } = await import('./candidatesAgain');
      return await openKept(stored, this.targets);
    } catch (error) {
      this.targets.log.warn(`The candidates from the last window could not be read: ${messageOf(error)}`);
      return null;
    }
  }

  /** One after the other: what is written last is how things are. */
  private writeInTurn(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    if (this.state !== 'open') return;
    const { candidates, awaited } = this.targets.alternatives;
    try {
      const { keptOf } = await import('./candidatesAgain');
      const rows = await keptOf(candidates, awaited === null ? this.unread : [...this.unread, awaited]);
      const text = JSON.stringify(rows);
      if (text === this.written) return;
      await this.memory.update(KEY, rows.length === 0 ? undefined : rows);
      this.written = text;
    } catch (error) {
      this.targets.log.warn(`The candidates could not be kept for the next window: ${messageOf(error)}`);
    }
  }
}
