import type { Git, GitProblem } from '../../platform/git/git';
import { ACTIONS, emptyState, failure, type Problem } from '../problem';

export type FoundRepository =
  { readonly kind: 'found'; readonly git: Git } | { readonly kind: 'missing'; readonly problem: Problem };

/** Opens the workspace's repository on first need; looks again after a failure, so that `git init` takes effect. */
export class RepositoryFinder {
  private looking: Promise<FoundRepository> | null = null;

  constructor(
    private readonly folder: string | null,
    private readonly open: (folder: string) => Promise<Git | GitProblem>,
    private readonly opened: (git: Git) => void,
  ) {}

  async find(): Promise<FoundRepository> {
    const looking = (this.looking ??= this.look());
    const found = await looking;
    if (found.kind === 'missing' && this.looking === looking) this.looking = null;
    return found;
  }

  /** The repository. @throws in one sentence when there is none */
  async git(): Promise<Git> {
    const found = await this.find();
    if (found.kind === 'missing') throw new Error(found.problem.sentence);
    return found.git;
  }

  private async look(): Promise<FoundRepository> {
    if (this.folder === null) {
      const sentence = 'Open a folder that holds a git repository to see how far to trust a change.';
      return { kind: 'missing', problem: emptyState('no folder', sentence, ACTIONS.openFolder) };
    }
    const opened = await this.open(this.folder);
    if (!('problem' in opened)) {
      this.opened(opened);
      return { kind: 'found', git: opened };
    }
    return { kind: 'missing', problem: failure('no git repository', opened.problem, ACTIONS.initRepository) };
  }
}
