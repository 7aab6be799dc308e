import * as path from 'node:path';
import { thisMachine } from '../platform/agents/agentAdapter';
import { agentAdapters } from '../platform/agents/agentAdapters';
import { findSessions } from '../platform/agents/findSessions';
import { peekSession } from '../platform/agents/peekSession';
import { ExitCode } from './exitCode';
import { table } from './table';
import { note, printJson, printResult } from './terminal';
import { plain } from './plain';
import { shortened } from '../core/text/shortened';

/** A title is for recognising, not for reading. */
const MAX_TITLE = 50;

export interface SessionsCommandOptions {
  /** Only sessions that worked in this folder. */
  readonly workspace: string | null;
  readonly limit: number;
  readonly json: boolean;
}

/** What `swe-rm sessions --json` prints. */
interface SessionsOutput {
  readonly version: 1;
  readonly sessions: readonly {
    readonly agent: string;
    readonly path: string;
    /** ISO 8601. */
    readonly modifiedAt: string;
    /** Null where the beginning of the session does not say. */
    readonly workspace: string | null;
    readonly title: string | null;
  }[];
}

/** Lists the agents' sessions on this machine, newest first. */
export async function sessionsCommand(
  { workspace, limit, json }: SessionsCommandOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const wanted = workspace === null ? null : path.resolve(workspace);
  const sessions: SessionsOutput['sessions'][number][] = [];
  for (const found of await findSessions(thisMachine(), { workspace: wanted, limit, signal })) {
    signal.throwIfAborted();
    const glance = await peekSession(found.path);
    sessions.push({
      agent: glance?.agent ?? found.agent,
      path: found.path,
      modifiedAt: new Date(found.modifiedAt).toISOString(),
      workspace: glance?.workspace ?? wanted,
      title: glance?.title ?? null,
    });
  }
  if (json) await printJson({ version: 1, sessions } satisfies SessionsOutput);
  else if (sessions.length === 0)
    note(
      `No agent has left a session ${wanted === null ? 'on this machine' : `that worked in ${wanted}`}. Looked for: ${agentAdapters.map(({ label }) => label).join(', ')}.`,
    );
  else
    await printResult(
      table(
        [
          { title: 'changed', align: 'left' },
          { title: 'agent', align: 'left' },
          { title: 'task', align: 'left' },
          { title: 'workspace', align: 'left' },
          { title: 'session', align: 'left' },
        ],
        sessions.map(session => [
          session.modifiedAt.slice(0, 16).replace('T', ' '),
          session.agent,
          shortened(plain(session.title ?? ''), MAX_TITLE),
          plain(session.workspace ?? ''),
          plain(session.path),
        ]),
      ),
    );
  return ExitCode.ok;
}
