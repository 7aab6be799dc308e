import type { Task } from '../task/task';

/**
 * A trajectory: the ordered steps that led to a patch, whoever took them.
 *
 * This is ATIF (Agent Trajectory Interchange Format) as the product works with it: one thing done per step, with what
 * evidence and views need already made out: the kind of the step, the command, its exit code, a bounded part of its
 * output, the change it made. `parseTrajectory` reads ATIF v1.0–1.7 into it, `formatTrajectory` writes v1.7, the
 * converters of agents' own sessions and live capture build it. An ATIF step with several tool calls becomes several
 * steps. Fields of ATIF that nobody here reads (token counts, tool definitions) are not kept. Texts are as they were
 * recorded: whoever writes a trajectory to disk redacts it first.
 */
export interface Trajectory {
  /** Identifies the session among those of its agent; null when the document does not say. */
  readonly sessionId: string | null;
  readonly agent: Agent;
  readonly origin: Origin;
  /** What the session was asked to do: usually its first prompt. */
  readonly task: Task | null;
  /** Folder the session worked in, as it recorded it (any operating system's spelling). Shown and compared, never opened. */
  readonly workspace: string | null;
  /** Commit the work started from, as a full or abbreviated hash. */
  readonly baseCommit: string | null;
  /** In the order they happened; `id` is the position, from 1. */
  readonly steps: readonly Step[];
  /** The change as a whole, against the base; null when it could not be derived. */
  readonly patch: FinalPatch | null;
  readonly notes: string | null;
}

/** The program that took the steps, as the document names it. A live capture names the editor. */
interface Agent {
  readonly name: string;
  readonly version: string | null;
  readonly model: string | null;
}

/** Who made the change. `agent` only with evidence: nothing is attributed by its looks. */
export type Origin =
  | { readonly kind: 'agent'; readonly name: string; readonly evidence: readonly OriginEvidence[] }
  | { readonly kind: 'unknown' };

interface OriginEvidence {
  /** A session the agent wrote itself, a hook it called, or a trailer in a commit message. */
  readonly kind: 'sessionFile' | 'hook' | 'commitTrailer';
  /** For people: which file, which hook, which trailer. */
  readonly detail: string;
}

/** `environment` of other notations is `system` here. */
export const stepSources = ['system', 'user', 'agent'] as const;
type StepSource = (typeof stepSources)[number];

/**
 * What a step does. `think` plans, `message` talks, `view` reads known files, `search` looks for places, `edit` changes
 * files, `run` executes something that is not a test, `test` executes tests, `submit` ends the work, `other` is
 * the rest.
 */
export const stepKinds = [
  'think',
  'message',
  'view',
  'search',
  'edit',
  'run',
  'test',
  'submit',
  'other',
] as const;
export type StepKind = (typeof stepKinds)[number];

export interface Step {
  /** Position in the trajectory, from 1. */
  readonly id: number;
  /** ISO 8601 with a time zone; null when unknown. */
  readonly timestamp: string | null;
  readonly source: StepSource;
  readonly kind: StepKind;
  /** What was said, '' for nothing. */
  readonly message: string;
  /** What a model thought aside, when it was recorded apart from the message. */
  readonly reasoning: string | null;
  /** The tool call behind the step; null for talk and for what was captured without one. */
  readonly call: ToolCall | null;
  /**
   * What was done, in one text: a shell command as it ran, or a tool's name followed by one `name: value` line for
   * each argument. Null when nothing was done.
   */
  readonly command: string | null;
  /** Of a command or a test run; null when it did not say. */
  readonly exitCode: number | null;
  /** What came back; null when nothing did (yet). */
  readonly output: StepOutput | null;
  /** For an edit: a unified diff of this step alone, as far as it could be made out. */
  readonly patch: string | null;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** Bounded in depth and length, see `boundJson`. */
  readonly arguments: JsonObject;
}

export interface StepOutput {
  /** Beginning and end of it, at most `MAX_OUTPUT` characters. */
  readonly text: string;
  /** Length of the whole output in characters (UTF-16 units). */
  readonly chars: number;
}

/** The change as a whole, and how it was come by. */
export interface FinalPatch {
  /** A unified diff. */
  readonly text: string;
  /**
   * `submission`: the session holds it as its result. `edits`: put together from the edit steps. `git`: from the
   * repository. `capture`: from live capture.
   */
  readonly source: 'submission' | 'edits' | 'git' | 'capture';
  /**
   * False when something is known to be missing: an edit that could not be followed, such as one by a shell command. A
   * patch put together from edits has contexts and line numbers only as far as the session showed the files.
   */
  readonly complete: boolean;
}

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** Something in a document or session that could not be understood. */
export interface TrajectoryProblem {
  /** One sentence for people. */
  readonly message: string;
  /** "line 12", "step 3"; null when it concerns the whole. */
  readonly where: string | null;
}
