import type { Git } from '../../platform/git/git';
import { ACTIONS, emptyState, failure, type Problem } from '../problem';

export type FoundRepository =
  { readonly kind: 'found'; readonly git: Git } | { readonly kind: 'missing'; readonly problem: Problem };

/** Opens the workspace's repository on first need; looks again after a failure, so that `git init` takes effect. */
export class RepositoryFinder {
  private found: FoundRepository | null = null;

  constructor(
    private readonly folder: string | null,
    private readonly open: (folder: string) => Promise<Git | { readonly problem: string }>,
  ) {}

  async find(): Promise<FoundRepository> {
    if (this.found?.kind !== 'found') this.found = await this.look();
    return this.found;
  }

  private async look(): Promise<FoundRepository> {
    if (this.folder === null) {
      const sentence = 'Open a folder that holds a git repository to see how far to trust a change.';
      return { kind: 'missing', problem: emptyState('no folder', sentence, ACTIONS.openFolder) };
    }
    const opened = await this.open(this.folder);
    if (!('problem' in opened)) return { kind: 'found', git: opened };
    return { kind: 'missing', problem: failure('no git repository', opened.problem, ACTIONS.initRepository) };
  }
}
