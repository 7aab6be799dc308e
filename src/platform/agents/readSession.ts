import { createReadStream } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import type { BaseFiles, KnownBeside } from '../../core/sessions/sessionFormat';
import { messageOf } from '../../core/text/messageOf';
import { errorCode } from '../files/errorCode';
import { showFiles } from '../git/committedFiles';
import { Git } from '../git/git';
import { GitFailure } from '../git/gitFailure';
import { DEFAULT_LIMITS, type ReadLimits } from './readLimits';
import { SessionReader, type SessionReading } from './sessionReader';
import { SubAgentFiles } from './subAgentFiles';
import { byCodeUnit } from '../../core/text/byCodeUnit';

interface SessionReadOptions {
  /** Folder the session worked in, for formats that do not say. */
  readonly workspace?: string | null;
  /** Commit that the session is taken to have started from, when it names none. */
  readonly assumedBase?: string;
  readonly limits?: ReadLimits;
  readonly signal?: AbortSignal;
}

/** Files of a folder of events that are read, and bytes of one of them. */
const MAX_EVENTS = 100_000;
const MAX_EVENT_BYTES = 16 * 1024 * 1024;
/** Base files that are asked of git for one session. */
const MAX_BASE_FILES = 100;

/**
 * Reads a session of any agent that is known here: a file with those of its sub-agents, or a folder of events. Never throws for what it holds or when it
 * cannot be opened.
 */
export async function readSession(
  session: string,
  options: SessionReadOptions = {},
): Promise<SessionReading> {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const reader = new SessionReader(limits);
  try {
    const status = await stat(session);
    if (status.isDirectory()) {
      let events = 0;
      for await (const chunk of eventsIn(session)) {
        options.signal?.throwIfAborted();
        reader.push(chunk);
        events++;
      }
      if (events === 0)
        return {
          kind: 'unreadable',
          message: "This is a folder without a session's events; name a file in it.",
        };
    } else if (status.isFile()) {
      const subAgents = new SubAgentFiles(session, limits);
      reader.beside(await subAgents.read());
      reader.beside(subAgents.end());
      const stream = createReadStream(session, options.signal ? { signal: options.signal } : {});
      for await (const chunk of stream as AsyncIterable<Buffer>) reader.push(chunk);
    } else return { kind: 'unreadable', message: 'This is not a plain file.' };
  } catch (error) {
    options.signal?.throwIfAborted();
    const code = errorCode(error) ?? messageOf(error);
    return {
      kind: 'unreadable',
      message: code === 'ENOENT' ? 'There is no such file.' : `The file cannot be read (${code}).`,
    };
  }
  reader.end();
  return withBaseFiles(reader, options);
}

/** Reads a session from a stream such as standard input. */
export async function readSessionStream(
  stream: AsyncIterable<Buffer | string>,
  options: SessionReadOptions = {},
): Promise<SessionReading> {
  const reader = new SessionReader(options.limits ?? DEFAULT_LIMITS);
  for await (const chunk of stream) {
    options.signal?.throwIfAborted();
    reader.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  }
  reader.end();
  return withBaseFiles(reader, options);
}

/**
 * The session with the files it edited as they were at its base commit, where the repository is at hand: then contexts and
 * line numbers of its patch are exact.
 */
async function withBaseFiles(reader: SessionReader, options: SessionReadOptions): Promise<SessionReading> {
  const known: KnownBeside = { workspace: options.workspace };
  const reading = reader.reading(known);
  if (reading.kind !== 'session') return reading;
  const { trajectory, edited } = reading.session;
  const { patch } = trajectory;
  const baseCommit = trajectory.baseCommit ?? options.assumedBase ?? null;
  const workspace = options.workspace ?? trajectory.workspace;
  if (
    baseCommit === null ||
    workspace === null ||
    patch?.source !== 'edits' ||
    edited.length > MAX_BASE_FILES
  )
    return reading;
  try {
    const bases = await basesAt(workspace, baseCommit, edited, options.signal);
    return bases === null ? reading : reader.reading({ ...known, bases });
  } catch (error) {
    if (!GitFailure.is(error)) throw error;
    const problem = {
      message: `The files that were edited are not known, because ${error.message}`,
      where: null,
    };
    return { ...reading, session: { ...reading.session, problems: [...reading.session.problems, problem] } };
  }
}

async function basesAt(
  workspace: string,
  commit: string,
  edited: readonly string[],
  signal: AbortSignal | undefined,
): Promise<BaseFiles | null> {
  const folder = await stat(workspace).catch(() => null);
  if (!folder?.isDirectory()) return null;
  const git = await Git.open(workspace);
  if (!(git instanceof Git) || (await git.resolve(commit, signal)) === null) return null;
  // The session may have worked below the root of the repository.
  const inRepository = (file: string): string => path.posix.join(git.below, file);
  const found = await showFiles(git, commit, edited.map(inRepository), signal);
  return new Map(edited.map(file => [file, found.get(inRepository(file)) ?? null]));
}

/** The files of a folder of events as lines, in the order of their numbers; what is beside it on the whole comes first. */
async function* eventsIn(folder: string): AsyncGenerator<Buffer, void, void> {
  const nested = path.join(folder, 'events');
  const events = (await stat(nested).catch(() => null))?.isDirectory() ? nested : folder;
  const names = (await readdir(events, { withFileTypes: true }))
    .filter(entry => entry.isFile() && entry.name.endsWith('.json'))
    .map(entry => entry.name)
    .sort((a, b) => numberIn(a) - numberIn(b) || byCodeUnit(a, b));
  const files = names.slice(0, MAX_EVENTS).map(name => path.join(events, name));
  for (const file of [path.join(path.dirname(events), 'base_state.json'), ...files]) {
    const status = await stat(file).catch(() => null);
    if (!status?.isFile() || status.size > MAX_EVENT_BYTES) continue;
    const text = await readFile(file, 'utf8');
    // An event may be written over several lines; as JSON it has none that matter.
    yield Buffer.from(`${text.replaceAll(/\r?\n/g, ' ')}\n`);
  }
}

function numberIn(name: string): number {
  return Number(/\d{1,15}/.exec(name)?.[0] ?? 0);
}
