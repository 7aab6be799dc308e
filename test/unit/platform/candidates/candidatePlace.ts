import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TestRepository } from '../repository';

/** How candidates are read where nothing is stopped and nobody watches. */
export const options = { signal: new AbortController().signal, onProgress: () => undefined };

/** A repository to read candidates from, with a folder beside it; `remove` takes both away. */
export class CandidatePlace {
  readonly repository = new TestRepository({ 'a.txt': 'one\ntwo\n' });
  readonly elsewhere = realpathSync(mkdtempSync(path.join(tmpdir(), 'swe-rm-elsewhere-')));
  /** Its only commit. */
  readonly base = this.repository.git('rev-parse', 'HEAD');

  remove(): void {
    this.repository.remove();
    rmSync(this.elsewhere, { recursive: true, force: true });
  }
}
