import type { SessionPlace } from '../../../platform/candidates/sessions';
import type { Git } from '../../../platform/git/git';
import { cancellableWork } from '../../cancellableWork';
import { momentText } from '../../momentText';
import { NothingToDo } from '../../nothingToDo';
import type { CandidateSource } from './candidateSource';
import { listedWords, pickMany } from './pickMany';

/** The newest ones are what people look for. */
const MAX_LISTED = 100;

/** Sessions of agents that worked in this repository: the final patch of each. */
export const sessions: CandidateSource = {
  command: 'addSessions',
  label: 'Agents’ sessions…',
  detail: 'The final patch of each session that agents kept on this machine',
  icon: 'robot',
  async choose({ git, left, base }) {
    const found = await cancellableWork('Looking for agents’ sessions', left, signal =>
      findHere(git, signal),
    );
    if (found === null) return null;
    if (found.length === 0)
      throw new NothingToDo(
        'No agent has left a session of this repository on this machine; add a branch or a patch instead.',
      );
    const chosen = await pickMany(
      'Sessions to rank',
      `Each session is one candidate for the task${listedWords(found.length, MAX_LISTED)}`,
      found,
      session => ({
        label: session.title ?? session.agent,
        description: `${session.agent}, ${session.changed}`,
      }),
    );
    if (chosen === null) return null;
    const against = await base();
    const { readSessions } = await import('../../../platform/candidates/sessions');
    return options => readSessions(git, against, chosen, options);
  },
};

type Found = SessionPlace & {
  /** When it was changed last, for people. */
  readonly changed: string;
};

/** Null when it was cancelled. */
async function findHere(git: Git, signal: AbortSignal): Promise<readonly Found[] | null> {
  // Read with the first use: adapters of many agents are much to load for a window that needs none.
  const [{ thisMachine }, { findSessions }, { peekSession }] = await Promise.all([
    import('../../../platform/agents/agentAdapter'),
    import('../../../platform/agents/findSessions'),
    import('../../../platform/agents/peekSession'),
  ]);
  try {
    const found: Found[] = [];
    const sessions = await findSessions(thisMachine(), {
      workspace: git.realRoot,
      limit: MAX_LISTED,
      signal,
    });
    for (const { agent, path, modifiedAt } of sessions) {
      signal.throwIfAborted();
      const title = (await peekSession(path))?.title ?? null;
      found.push({ agent, path, title, changed: momentText(modifiedAt) });
    }
    return found;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}
