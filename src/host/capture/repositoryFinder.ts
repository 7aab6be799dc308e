import { access } from 'node:fs/promises';
import * as path from 'node:path';
import type { Git } from '../../platform/git/git';
import type { NoRepository } from '../../platform/git/noRepository';
import { countText } from '../../core/text/countText';
import { ACTIONS, emptyState, failure, type Problem } from '../problem';

type FoundRepository =
  { readonly kind: 'found'; readonly git: Git } | { readonly kind: 'missing'; readonly problem: Problem };

/** Is told what was found. */
interface RepositoryListener {
  opened(git: Git): void;
  /** The folder is in no repository that can be read. */
  missing(folder: string): void;
}

/** Opens the repository of a folder on first need; looks again after a failure, so that `git init` takes effect, and when it is gone. */
export class RepositoryFinder {
  private looking: Promise<FoundRepository> | null = null;
  /** The `.git` of the repository that was found; null: none was found, or it keeps its files elsewhere. */
  private place: string | null = null;

  constructor(
    private readonly folder: string | null,
    private readonly open: (folder: string) => Promise<Git | NoRepository>,
    private readonly listener: RepositoryListener,
  ) {}

  async find(): Promise<FoundRepository> {
    const { place } = this;
    if (place !== null && !(await exists(place)) && this.place === place) {
      this.looking = null;
      this.place = null;
    }
    const looking = (this.looking ??= this.look());
    let isFound = false;
    try {
      const found = await looking;
      isFound = found.kind === 'found';
      return found;
    } finally {
      if (!isFound && this.looking === looking) this.looking = null;
    }
  }

  /** The repository. @throws in one sentence when there is none */
  async git(): Promise<Git> {
    const found = await this.find();
    if (found.kind === 'missing') throw new Error(found.problem.sentence);
    return found.git;
  }

  private async look(): Promise<FoundRepository> {
    if (this.folder === null) {
      const sentence = 'Open a folder that contains a git repository to see how far to trust a change.';
      return { kind: 'missing', problem: emptyState('no folder', sentence, ACTIONS.openFolder) };
    }
    const opened = await this.open(this.folder);
    if (!('problem' in opened)) {
      const place = path.join(opened.root, '.git');
      this.place = (await exists(place)) ? place : null;
      this.listener.opened(opened);
      return { kind: 'found', git: opened };
    }
    this.listener.missing(this.folder);
    // There may be one that a new repository would bury.
    if (opened.kind === 'unreadable')
      return { kind: 'missing', problem: failure('repository not read', opened.problem, ACTIONS.rescore) };
    const { innerRepositories } = await import('../../platform/git/innerRepositories');
    const inside = await innerRepositories(this.folder);
    if (inside.length === 0)
      return {
        kind: 'missing',
        problem: failure('no git repository', opened.problem, ACTIONS.initRepository),
      };
    const held = countText(inside.length, 'git repository', 'git repositories');
    const sentence = `${this.folder} is not a git repository but contains ${held}; choose one of them.`;
    return { kind: 'missing', problem: emptyState('choose a folder', sentence, ACTIONS.chooseFolder) };
  }
}

function exists(place: string): Promise<boolean> {
  return access(place).then(
    () => true,
    () => false,
  );
}
