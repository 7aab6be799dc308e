import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Git } from '../../../src/platform/git/git';

/** A repository of its own for a test; `remove` takes it away. */
export class TestRepository {
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'swe-rm-repository-')));

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.git('init', '-q', '-b', 'main');
    this.git('config', 'user.name', 'Test');
    this.git('config', 'user.email', 'test@example.invalid');
    this.git('config', 'commit.gpgsign', 'false');
    if (Object.keys(files).length > 0) this.commit('base', files);
  }

  git(...args: readonly string[]): string {
    return execFileSync('git', args, {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }

  write(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true });
      writeFileSync(path.join(this.folder, name), text);
    }
  }

  /** Full id of the new commit. */
  commit(message: string, files: Readonly<Record<string, string>>): string {
    this.write(files);
    this.git('add', '-A');
    this.git('commit', '-q', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** Cuts short the file of an object, as a disk does that was full. */
  truncate(object: string): void {
    truncateSync(this.objectFile(object), 12);
  }

  /** Where an object lies; as git leaves it, nobody may write to it. */
  objectFile(object: string): string {
    const id = this.git('rev-parse', object);
    const file = path.join(this.folder, '.git', 'objects', id.slice(0, 2), id.slice(2));
    chmodSync(file, 0o644);
    return file;
  }

  async open(): Promise<Git> {
    const git = await Git.open(this.folder);
    if (git instanceof Git) return git;
    throw new Error(git.problem);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
