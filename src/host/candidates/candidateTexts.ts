import { applyFilePatch } from '../../core/patch/applyFilePatch';
import { parsePatch } from '../../core/patch/parsePatch';
import type { FilePatch } from '../../core/patch/patch';
import { fileAt } from '../../platform/change/baseFiles';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import type { Alternative } from './alternative';

/** What the files of a candidate were at its base and become. */
export class CandidateTexts {
  /** A comparison asks for each path of both candidates. */
  private readonly parsed = new WeakMap<Alternative, readonly FilePatch[]>();

  constructor(private readonly repository: Pick<RepositoryFinder, 'find'>) {}

  filesOf(candidate: Alternative): readonly FilePatch[] {
    const files = this.parsed.get(candidate) ?? parsePatch(candidate.patch).files;
    this.parsed.set(candidate, files);
    return files;
  }

  async before(candidate: Alternative, file: FilePatch): Promise<string> {
    if (file.oldPath === null) return '';
    const repository = await this.repository.find();
    if (repository.kind === 'missing') return '';
    return (await fileAt(repository.git, candidate.base, file.oldPath)) ?? '';
  }

  /** What a path holds after the candidate's change, changed by it or not. */
  async result(candidate: Alternative, path: string): Promise<{ readonly text: string } | 'unapplied'> {
    const files = this.filesOf(candidate);
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

  /** Null where the candidate does not apply. */
  async after(candidate: Alternative, file: FilePatch): Promise<string | null> {
    if (file.newPath === null) return '';
    return applyFilePatch(await this.before(candidate, file), file);
  }
}
