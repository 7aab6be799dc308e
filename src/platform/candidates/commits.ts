import type { NewCandidate, ReadCandidates } from '../../core/candidates/candidate';
import type { Commit, Git } from '../git/git';
import { whyUnread } from '../change/whyUnread';
import type { ReadOptions } from './readOptions';

/** Each commit as a candidate of its own, against its parent. */
export async function readCommits(
  git: Git,
  commits: readonly Commit[],
  { signal, onProgress }: ReadOptions,
): Promise<ReadCandidates> {
  const candidates: NewCandidate[] = [];
  const problems: string[] = [];
  for (const [index, { id, parents, subject }] of commits.entries()) {
    onProgress(index, commits.length);
    const short = id.slice(0, 8);
    const [base] = parents;
    const patch = base === undefined ? null : await git.diff(base, id, signal);
    if (signal.aborted) break;
    if (base === undefined)
      problems.push(`${short} is the first commit and has nothing before it; it was not added.`);
    else if (patch === null)
      problems.push(await whyUnread(git, { label: short, from: base, to: id }, 'it was not added', signal));
    else if (patch === '') problems.push(`${short} changes nothing; it was not added.`);
    else
      candidates.push({
        label: subject === '' ? short : subject,
        origin: { kind: 'commit', commit: id },
        patch,
        base,
      });
  }
  return { candidates, problems };
}
