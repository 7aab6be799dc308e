import type { ReadCandidates } from '../../core/candidates/candidate';
import type { Trajectory } from '../../core/trajectory/trajectory';
import { unfitReason } from '../apply/checkCandidates';
import { processSteps } from '../../core/evidence/processStep';
import { readSession } from '../agents/readSession';
import type { Git } from '../git/git';
import { found, notFound, readEach } from './readEach';
import type { ReadOptions } from './readOptions';
import { shortened } from '../../core/text/shortened';

/** A session as it was found. */
export interface SessionPlace {
  readonly agent: string;
  readonly path: string;
  /** What it was asked to do; null when it does not say. */
  readonly title: string | null;
}

/** Longest name that a session gets from its first prompt. */
const MAX_LABEL = 80;

/**
 * The final patch of each session with the steps that led to it, against the commit it says it started from where the repository has that, else
 * against the base given. Many agents keep of an edit only the lines it replaced: where that does not fit the base as it
 * stands, the files of the base tell the rest.
 */
export function readSessions(
  git: Git,
  base: string,
  sessions: readonly SessionPlace[],
  options: ReadOptions,
): Promise<ReadCandidates> {
  return readEach(sessions, sessionLabel, options, place =>
    readSessionPatch(git, base, place, options.signal),
  );
}

export async function readSessionPatch(
  git: Git,
  base: string,
  place: SessionPlace,
  signal: AbortSignal,
): Promise<ReadCandidates> {
  const { agent, path } = place;
  const label = sessionLabel(place);
  const reading = await readSession(path, { workspace: git.realRoot, signal });
  if (reading.kind === 'unreadable') return notFound(`The session ${path} was not added: ${reading.message}`);
  const against = await commitOf(git, reading.session.trajectory, base, signal);
  const trajectory = await fitted(git, path, reading.session.trajectory, against, signal);
  const { patch, sessionId } = trajectory;
  if (patch === null || patch.text.trim() === '')
    return notFound(`${label} changed no file that could be followed; it was not added.`);
  const origin = { kind: 'session', agent, session: sessionId ?? path, path } as const;
  return found(
    {
      label,
      origin,
      patch: patch.text,
      base: against,
      steps: processSteps(trajectory, trajectory.workspace),
    },
    ...(patch.complete ? [] : [`${label} made changes that could not be followed; its patch may lack them.`]),
  );
}

/** The commit that the session says it started from, where the repository has it. */
async function commitOf(
  git: Git,
  { baseCommit }: Trajectory,
  base: string,
  signal: AbortSignal,
): Promise<string> {
  return (baseCommit === null ? null : await git.resolve(baseCommit, signal)) ?? base;
}

/** The session as it is, or read anew on the files of the commit when that makes its patch fit where it did not. */
async function fitted(
  git: Git,
  session: string,
  trajectory: Trajectory,
  commit: string,
  signal: AbortSignal,
): Promise<Trajectory> {
  const fits = async ({ patch }: Trajectory) =>
    patch !== null && (await unfitReason(git, { patch: patch.text, base: commit }, signal)) === null;
  if (trajectory.baseCommit !== null || trajectory.patch?.source !== 'edits' || (await fits(trajectory)))
    return trajectory;
  const reading = await readSession(session, { workspace: git.realRoot, assumedBase: commit, signal });
  if (reading.kind === 'unreadable') return trajectory;
  const anew = reading.session.trajectory;
  const lost = trajectory.patch.complete && anew.patch?.complete !== true;
  return !lost && (await fits(anew)) ? anew : trajectory;
}

/** "Claude Code: Mend the totals" */
function sessionLabel({ agent, title }: SessionPlace): string {
  const text = (title ?? '').replace(/\s+/g, ' ').trim();
  return text === '' ? agent : `${agent}: ${shortened(text, MAX_LABEL)}`;
}
