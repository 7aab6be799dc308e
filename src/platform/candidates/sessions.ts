import type { NewCandidate, ReadCandidates } from '../../core/candidates/candidate';
import { readSession } from '../agents/readSession';
import type { Git } from '../git/git';
import type { ReadOptions } from './readOptions';

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
 * The final patch of each session, against the commit it says it started from where the repository has that, else
 * against the base given.
 */
export async function readSessions(
  git: Git,
  base: string,
  sessions: readonly SessionPlace[],
  { signal, onProgress }: ReadOptions,
): Promise<ReadCandidates> {
  const candidates: NewCandidate[] = [];
  const problems: string[] = [];
  for (const [index, { agent, path, title }] of sessions.entries()) {
    onProgress(index, sessions.length);
    const label = sessionLabel(agent, title);
    const reading = await readSession(path, { workspace: git.root, signal });
    if (signal.aborted) break;
    if (reading.kind === 'unreadable') {
      problems.push(`The session ${path} was not added: ${reading.message}`);
      continue;
    }
    const { patch, baseCommit, sessionId } = reading.session.trajectory;
    if (patch === null || patch.text.trim() === '') {
      problems.push(`${label} changed no file that could be followed; it was not added.`);
      continue;
    }
    if (!patch.complete)
      problems.push(`${label} made changes that could not be followed; its patch may lack them.`);
    const started = baseCommit === null ? null : await git.resolve(baseCommit, signal);
    candidates.push({
      label,
      origin: { kind: 'session', agent, session: sessionId ?? path },
      patch: patch.text,
      base: started ?? base,
    });
  }
  return { candidates, problems };
}

/** "Claude Code: Mend the totals" */
export function sessionLabel(agent: string, title: string | null): string {
  const text = (title ?? '').replace(/\s+/g, ' ').trim();
  if (text === '') return agent;
  return `${agent}: ${text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL - 1)}…` : text}`;
}
