import { parseRange } from '../platform/change/changeRange';
import { misused } from './exitCode';

/** What of a repository is ranked. */
export type RepositorySource =
  /** Every local branch that differs from a base, each against where it parted from it. */
  | { readonly kind: 'branches'; readonly base: string }
  /** Every other worktree, uncommitted changes included, each against where it parted from a base. */
  | { readonly kind: 'worktrees'; readonly base: string }
  | { readonly kind: 'stashes' }
  /** The commits that `to` has and `from` has not, each against its parent. */
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  /** A file of predictions, each against a base. */
  | {
      readonly kind: 'predictions';
      readonly file: string;
      /** Null: the only one in the file. */
      readonly instance: string | null;
      readonly base: string;
    };

/** The options that name a source; null where one is not given. */
export interface RepositoryOptions {
  readonly branches: string | null;
  readonly worktrees: string | null;
  readonly stashes: boolean;
  readonly range: string | null;
  readonly predictions: string | null;
  readonly instance: string | null;
  /** Revision that patches and predictions change. */
  readonly base: string | null;
}

/**
 * The source that options name; null when they name none.
 *
 * @throws CommandProblem when they name two, or do not go together
 */
export function repositorySource(options: RepositoryOptions): RepositorySource | null {
  const { branches, worktrees, stashes, range, predictions, instance, base } = options;
  const sources: RepositorySource[] = [];
  if (branches !== null) sources.push({ kind: 'branches', base: branches });
  if (worktrees !== null) sources.push({ kind: 'worktrees', base: worktrees });
  if (stashes) sources.push({ kind: 'stashes' });
  if (range !== null) sources.push(rangeOf(range));
  if (predictions !== null)
    sources.push({ kind: 'predictions', file: predictions, instance, base: base ?? 'HEAD' });
  const [first, second] = sources;
  if (first !== undefined && second !== undefined)
    throw misused(`Give --${first.kind} or --${second.kind}, not both.`);
  if (instance !== null && first?.kind !== 'predictions')
    throw misused('--instance names predictions: give their file with --predictions.');
  if (base !== null && first !== undefined && first.kind !== 'predictions')
    throw misused(`--base is for patches and --predictions, not for --${first.kind}.`);
  return first ?? null;
}

function rangeOf(text: string): RepositorySource {
  const range = parseRange(text);
  if (range === null) throw misused('A range is A..B, such as main..feature.');
  return { kind: 'range', ...range };
}
