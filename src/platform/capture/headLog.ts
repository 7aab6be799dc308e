import { open, readFile, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { parseHeadMove, type HeadMove } from '../../core/capture/reflog';
import { errorCode } from '../files/errorCode';

/** More than this was not done between two looks. */
const MAX_READ = 256 * 1024;

export type GitEvent =
  | { readonly kind: 'moved'; readonly move: HeadMove }
  | { readonly kind: 'stash'; readonly command: 'git stash' | 'git stash pop'; readonly message: string };

/** Follows what git logs of HEAD and of the stash. Reads files alone: no process for each look. */
export class HeadLog {
  private headBytes = 0;
  private stashBytes = 0;

  private constructor(
    private readonly headLog: string,
    private readonly stashLog: string,
  ) {}

  /** @param gitFolder where HEAD is; of a linked worktree, its own folder */
  static async open(gitFolder: string): Promise<HeadLog> {
    const common = await readFile(path.join(gitFolder, 'commondir'), 'utf8').then(
      text => path.resolve(gitFolder, text.trim()),
      () => gitFolder,
    );
    const log = new HeadLog(path.join(gitFolder, 'logs', 'HEAD'), path.join(common, 'logs', 'refs', 'stash'));
    log.headBytes = await sizeOf(log.headLog);
    log.stashBytes = await sizeOf(log.stashLog);
    return log;
  }

  /** What was done since the last look, in order. */
  async news(): Promise<readonly GitEvent[]> {
    const head = await readFrom(this.headLog, this.headBytes);
    const stash = await readFrom(this.stashLog, this.stashBytes);
    const shrunk = stash.end < this.stashBytes;
    this.headBytes = head.end;
    this.stashBytes = stash.end;
    const moves = head.lines.flatMap(line => parseHeadMove(line) ?? []);
    const stashes = shrunk ? [TAKEN_BACK] : stash.lines.map(stashed);
    // A stash resets HEAD to where it is; that is its own doing.
    const own = stashes.length === 0 ? moves : moves.filter(({ from, to }) => from !== to);
    return [...own.map((move): GitEvent => ({ kind: 'moved', move })), ...stashes];
  }
}

/** Of a stash that goes, git logs nothing: its log gets shorter. */
const TAKEN_BACK: GitEvent = {
  kind: 'stash',
  command: 'git stash pop',
  message: 'a stash was taken back or dropped',
};

function stashed(line: string): GitEvent {
  return { kind: 'stash', command: 'git stash', message: parseHeadMove(line)?.message ?? 'stash' };
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Whole lines behind an offset. A file that got shorter was written anew: nothing of it is new. */
async function readFrom(file: string, offset: number): Promise<{ lines: readonly string[]; end: number }> {
  try {
    // Looked at when it is open: git may take it away at any moment, as with the last stash that is dropped.
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size <= offset) return { lines: [], end: size };
      const buffer = Buffer.alloc(Math.min(size - offset, MAX_READ));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, size - buffer.length);
      const text = buffer.toString('utf8', 0, bytesRead);
      const whole = text.lastIndexOf('\n') + 1;
      const end = size - Buffer.byteLength(text.slice(whole), 'utf8');
      return { lines: text.slice(0, whole).split('\n').filter(Boolean), end };
    } finally {
      await handle.close();
    }
  } catch (error) {
    // What cannot be read now is looked at again next time; a recording does not end for it.
    return { lines: [], end: errorCode(error) === 'ENOENT' ? 0 : offset };
  }
}
