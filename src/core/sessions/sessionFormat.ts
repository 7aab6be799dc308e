import type { Trajectory, TrajectoryProblem } from '../trajectory/trajectory';

/**
 * A format in which an agent keeps its own sessions: told by content, turned into a trajectory. All of it is pure: what is
 * read from disk, and when, is decided by `platform/agents`.
 *
 * `lines`: JSON lines, an entry is a parsed line. `document`: one JSON document, which is the only entry. `text`: an entry
 * is a raw line.
 */
export interface SessionFormat {
  readonly form: 'lines' | 'document' | 'text';
  /** For people, e.g. "Claude Code". */
  readonly label: string;
  /** Whether what sub-agents did stands in files of their own, in the same form, that can be read among these lines. */
  readonly takesSubAgents?: boolean;
  /** Whether the first entries (at most `HEAD_ENTRIES`) look like this format. Never throws. */
  recognises(head: readonly unknown[]): boolean;
  start(): SessionConverter;
}

/** Entries from the start of a session that `recognises` may look at. */
export const HEAD_ENTRIES = 50;

/** Turns the entries of one session into a trajectory, as they come. */
export interface SessionConverter {
  /**
   * Takes the next entry. Never throws: what is not understood becomes a problem.
   *
   * @param where names the entry for people, e.g. "line 12"
   */
  push(entry: unknown, where: string): void;
  /** The session so far. */
  convert(known?: KnownBeside): ConvertedSession;
}

/** Files before a session by workspace-relative path; null: did not exist. */
export type BaseFiles = ReadonlyMap<string, string | null>;

/** What is known beside the session itself, and makes its patch more exact. */
export interface KnownBeside {
  readonly bases?: BaseFiles | undefined;
  /** Folder the session worked in, for formats that do not say. */
  readonly workspace?: string | null | undefined;
}

export interface ConvertedSession {
  readonly trajectory: Trajectory;
  readonly problems: readonly TrajectoryProblem[];
  /** Workspace-relative paths the session edited, whose base would make the patch more exact. */
  readonly edited: readonly string[];
}
