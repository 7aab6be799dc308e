import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';

/** What a git does that fails. */
export const BREAKS = {
  /** Gives up, and says why. */
  fails: 'echo "fatal: no luck today." >&2; exit 128',
  /** Is ended by the system, as one that takes too much memory is. */
  killed: 'kill -9 $$',
  /** Answers with more than is read. */
  tooLong: 'head -c 17000000 /dev/zero',
} as const;

/** Stands before the real git on the PATH of this process; `remove` takes it away. */
export class BrokenGit {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'swe-rm-programs-'));
  private readonly real = process.env['PATH'] ?? '';

  constructor() {
    vi.stubEnv('PATH', `${this.folder}${path.delimiter}${this.real}`);
  }

  /**
   * What happens, instead of git, to a command in whose line these words stand.
   *
   * @param times how often; after that git is itself again
   */
  breaks(words: string, how: string, times = 1_000_000): void {
    const count = path.join(this.folder, 'count');
    rmSync(count, { force: true });
    const script = `#!/bin/sh
PATH='${this.real}'
case " $* " in *" ${words} "*)
  echo >> '${count}'
  if [ "$(wc -l < '${count}')" -le ${times} ]; then ${how}; exit; fi ;;
esac
exec git "$@"
`;
    writeFileSync(path.join(this.folder, 'git'), script, { mode: 0o755 });
  }

  /** git is itself again. */
  mend(): void {
    rmSync(path.join(this.folder, 'git'), { force: true });
  }

  remove(): void {
    vi.unstubAllEnvs();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
