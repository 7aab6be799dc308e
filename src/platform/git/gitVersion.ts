import { runGit } from './runGit';

/** Of December 2020: the first in which `rev-parse` takes `--end-of-options`, by which no name is read as an option. */
const OLDEST = { major: 2, minor: 30 } as const;

/** A git that was new enough stays so: it is asked once a process. */
let isNewEnough = false;

/** Why git is too old for what is asked of it here, as one sentence; null when it is not. */
export async function gitProblem(folder: string): Promise<string | null> {
  if (isNewEnough) return null;
  const answer = await runGit(folder, ['version']);
  // One that cannot be asked now is asked again next time.
  if (answer.kind !== 'done') return null;
  const said = answer.stdout.toString('utf8');
  const [version, major, minor] = /(\d+)\.(\d+)[\d.]*/.exec(said) ?? [];
  const isOld =
    Number(major) < OLDEST.major || (Number(major) === OLDEST.major && Number(minor) < OLDEST.minor);
  if (isOld)
    return `git ${version ?? ''} is too old; install ${OLDEST.major}.${OLDEST.minor} or newer, then try again.`;
  isNewEnough = true;
  return null;
}
