import { MAX_PATCH_CHARACTERS } from '../../core/patch/parsePatch';
import { withAbove } from '../../core/patch/withAbove';
import { hunkPlaces } from '../../core/review/hunkPlaces';
import { notScored } from '../../core/scoring/notScored';
import { readBaseFiles } from '../../platform/change/baseFiles';
import { innerSentence, type InnerAdvice, type InnerChange } from '../../platform/change/innerChanges';
import { workingTreeChange, type UnsavedText } from '../../platform/change/workingTree';
import type { Git } from '../../platform/git/git';
import { noCommitsYet } from '../../platform/git/noCommits';
import { ACTIONS, emptyState, failure, noCommitsProblem, notScoredProblem } from '../problem';
import type { Capture } from './capturedChange';
import type { InnerLook } from './innerLook';

interface CaptureOptions {
  /** What the user calls the base; the change is counted from where it and HEAD part. */
  readonly base: string;
  /** The documents with edits that are not on disk yet. */
  readonly dirty: readonly UnsavedText[];
  /** Files that are about the change rather than part of it: the task file. Relative to the repository. */
  readonly exclude: ReadonlySet<string>;
}

/** The change from the base to what the editor shows. */
export async function captureChange(
  git: Git,
  options: CaptureOptions,
  innerLook: Pick<InnerLook, 'changes'>,
  signal: AbortSignal,
): Promise<Capture> {
  const base = await git.mergeBase(options.base, 'HEAD', signal);
  if (base === null) {
    const none = await noCommitsYet(git, signal);
    if (none !== null) return { kind: 'problem', problem: noCommitsProblem(none) };
    const sentence = `There is no commit "${options.base}" to compare with; make a first commit or choose another base.`;
    return { kind: 'problem', problem: failure('no base', sentence, ACTIONS.openSettings) };
  }
  const change = await workingTreeChange(
    git,
    base,
    { unsaved: options.dirty, exclude: options.exclude },
    signal,
  );
  if (change.kind === 'tooLarge') return tooLarge();
  const { files, patch } = change;
  const inner = await innerLook.changes(git, base, change, options.dirty, signal);
  const problems = [...change.problems, ...inner.map(one => innerSentence(one, ADVICE))];
  if (files.length === 0 && problems.length === 0) {
    const sentence = `Nothing has changed since ${options.base}. Edit a file to have the change scored, or review what is committed.`;
    return { kind: 'unchanged', problem: emptyState('no change', sentence) };
  }
  const changedInside = inner.flatMap(one => ('problem' in one ? [] : [one]));
  if (files.length === 0 && changedInside.length === problems.length) {
    const sentence = elsewhere(changedInside);
    return { kind: 'unchanged', problem: emptyState('change elsewhere', sentence, ACTIONS.chooseFolder) };
  }
  if (files.length === 0) {
    return { kind: 'problem', problem: failure('nothing left', `Not scored: ${problems.join(' ')}`) };
  }
  const baseFiles = await readBaseFiles(git, base, files, signal);
  return {
    kind: 'change',
    root: git.root,
    base,
    baseName: options.base,
    files,
    places: hunkPlaces(withAbove(files, baseFiles)),
    patch,
    baseFiles,
    problems,
  };
}

const ADVICE: InnerAdvice = {
  edited: () => 'choose it with “SWE-RM: Choose Folder…” to have it scored',
  moved: (_, range) => `choose it with “SWE-RM: Choose Folder…” and review ${range}`,
};

/** Nothing has changed but inside of repositories that are kept apart. */
function elsewhere([first, ...others]: readonly InnerChange[]): string {
  const [only] = others.length === 0 && first !== undefined ? [first] : [];
  if (only === undefined)
    return `The change is in ${1 + others.length} repositories inside this one; choose the one to score.`;
  if (only.moved !== null) return innerSentence(only, ADVICE);
  const what = only.kind === 'submodule' ? 'submodule ' : '';
  return `The change is in the ${what}${only.path}, a repository of its own; choose it to score the change.`;
}

function tooLarge(): Capture {
  const limit = `more than ${MAX_PATCH_CHARACTERS / 1_000_000} million characters`;
  return { kind: 'problem', problem: notScoredProblem(notScored('tooLarge', limit)) };
}
