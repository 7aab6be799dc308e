import type { ProcessStep } from '../../core/evidence/processStep';
import { parsePatch } from '../../core/patch/parsePatch';
import type { CandidateInput, ScoreParams } from '../../core/protocol/scorer';
import type { NotScoredVerdict } from '../../core/scoring/verdict';
import type { Git } from '../git/git';
import { basePaths, readBaseFiles } from './baseFiles';
import { unreadCandidate } from './unreadCandidate';

/** A patch and the commit it is against. */
export interface BasedPatch {
  readonly id: string;
  readonly patch: string;
  /** Full commit id. */
  readonly base: string;
  /** The steps that led to it; they go along. */
  readonly steps?: readonly ProcessStep[] | undefined;
}

interface WithBaseFiles extends Pick<ScoreParams, 'candidates' | 'baseFiles'> {
  /** The verdicts on candidates whose files git could not read, by id; they are not among `candidates`. */
  readonly unread: ReadonlyMap<string, NotScoredVerdict>;
}

/**
 * Candidates with the content of the files they change, each as it stands at the candidate's own base: branches
 * part from different commits. What most have in common is shared; what differs goes with the candidate.
 */
export async function withBaseFiles(
  git: Git,
  candidates: readonly BasedPatch[],
  signal: AbortSignal,
): Promise<WithBaseFiles> {
  const known: { readonly candidate: BasedPatch; readonly texts: Readonly<Record<string, string>> }[] = [];
  const unread = new Map<string, NotScoredVerdict>();
  const shared = new Map<string, string>();
  const untold = new Set<string>();
  for (const candidate of candidates) {
    const { files } = parsePatch(candidate.patch);
    let texts: Readonly<Record<string, string>>;
    try {
      texts = await readBaseFiles(git, candidate.base, files, signal);
    } catch (error) {
      unread.set(candidate.id, unreadCandidate(error));
      continue;
    }
    for (const path of basePaths(files)) if (!Object.hasOwn(texts, path)) untold.add(path);
    for (const [path, text] of Object.entries(texts)) if (!shared.has(path)) shared.set(path, text);
    known.push({ candidate, texts });
  }
  // A candidate whose own text of a file is unknown must not be read with another's.
  for (const path of untold) shared.delete(path);
  return {
    candidates: known.map(({ candidate: { id, patch, steps }, texts }): CandidateInput => {
      const own = Object.entries(texts).filter(([path, text]) => shared.get(path) !== text);
      return {
        id,
        patch,
        ...(own.length === 0 ? {} : { ownBaseFiles: Object.fromEntries(own) }),
        ...(steps === undefined ? {} : { steps }),
      };
    }),
    baseFiles: Object.fromEntries(shared),
    unread,
  };
}
