import type { FilePatch } from '../../core/patch/patch';
import { EditReplay } from '../../core/trajectory/replayEdits';
import type { Step } from '../../core/trajectory/trajectory';
import { fileAt, filesAt } from '../change/baseFiles';
import { workingTreeChange } from '../change/workingTree';
import type { Git } from '../git/git';
import { diskContent } from './diskContent';
import { ABSENT, FileLedger, type FileContent } from './fileLedger';
import type { RecordableFiles } from './recordableFiles';
import type { RecordedEditor } from './recordedEditor';

/** The state that the next edit is told against: a commit, and what had changed since already. */
export class Baseline {
  private constructor(
    private readonly git: Git,
    /** Full commit id. */
    readonly head: string,
    readonly ledger: FileLedger,
    /** What differed from the commit when it was looked at. */
    readonly already: readonly FilePatch[],
  ) {}

  /** Looks at the working tree as it is. Null when there is no commit yet. */
  static async take(git: Git, editor: RecordedEditor, recordable: RecordableFiles): Promise<Baseline | null> {
    // Before the first wait: an edit that comes meanwhile is not yet part of it.
    const unsaved = editor.unsaved();
    const head = await git.resolve('HEAD');
    if (head === null) return null;
    const ledger = ledgerOf(git, head);
    const options = { unsaved, exclude: editor.excluded() };
    const change = await workingTreeChange(git, head, options, new AbortController().signal);
    const files = change.kind === 'tooLarge' ? [] : recordable.changes(change.files);
    for (const { oldPath, newPath } of files) {
      if (oldPath !== null && oldPath !== newPath) ledger.set(oldPath, ABSENT);
      if (newPath === null) continue;
      const text = unsaved.find(({ path }) => path === newPath)?.text;
      // Not as the editor has it by now: what was typed meanwhile is still to be told.
      ledger.set(newPath, text === undefined ? await diskContent(git.root, newPath) : { kind: 'text', text });
    }
    return new Baseline(git, head, ledger, files);
  }

  /** What changed between another state of the same commit's working tree and this one. */
  async changesSince(earlier: FileLedger): Promise<readonly FilePatch[]> {
    const changes: FilePatch[] = [];
    for (const path of new Set([...earlier.paths, ...this.ledger.paths])) {
      const change = await earlier.take(path, await this.ledger.recorded(path));
      if (change !== null) changes.push(change);
    }
    return changes;
  }

  /** The state that recorded steps lead to. */
  async after(steps: readonly Step[]): Promise<FileLedger> {
    const replay = new EditReplay(async path => {
      const content = await atCommit(this.git, this.head, path);
      return content.kind === 'text' ? content.text : null;
    });
    for (const step of steps) await replay.take(step);
    const ledger = ledgerOf(this.git, this.head);
    for (const [path, text] of replay.texts) {
      if (!replay.unfollowed.has(path)) ledger.set(path, text === null ? ABSENT : { kind: 'text', text });
    }
    return ledger;
  }
}

function ledgerOf(git: Git, commit: string): FileLedger {
  return new FileLedger({
    of: path => atCommit(git, commit, path),
    expect: async paths => void (await filesAt(git, commit, paths)),
  });
}

async function atCommit(git: Git, commit: string, path: string): Promise<FileContent> {
  const text = await fileAt(git, commit, path);
  return text === null ? ABSENT : { kind: 'text', text };
}
