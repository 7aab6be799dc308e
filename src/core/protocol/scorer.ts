import type { Ranking } from '../ranking/ranking';
import type { Verdict } from '../scoring/verdict';
import type { Task } from '../task/task';
import type { Evidence } from '../evidence/evidence';
import type { ProcessStep } from '../evidence/processStep';
import type { Manifest } from '../model/manifest';

/**
 * What the parent process and the scorer say to each other, over JSON-RPC (vscode-jsonrpc) on the child's
 * IPC channel. Cancellation is the protocol's own `$/cancelRequest`.
 */

export interface OpenParams {
  /** Absolute path of a model folder. */
  readonly modelFolder: string;
  /** Threads of the engine; 0 lets the scorer choose. */
  readonly threads: number;
}

export type OpenResult =
  | {
      readonly kind: 'opened';
      readonly manifest: Manifest;
      readonly engine: string;
      readonly loadMs: number;
      /** Resident memory of the scorer with the model opened, bytes. */
      readonly residentBytes: number;
    }
  | { readonly kind: 'refused'; readonly message: string };

/** Threads of the engine, at most. */
export const MAX_THREADS = 64;

/** Candidates that one request may have. */
export const MAX_REQUEST_CANDIDATES = 256;

export interface CandidateInput {
  readonly id: string;
  /** Unified diff. */
  readonly patch: string;
  /** Files whose text at this candidate's own base is another than in `baseFiles`, by path; they go before those. */
  readonly ownBaseFiles?: Readonly<Record<string, string>> | undefined;
  /** The steps that led to it, as `processSteps` bounds them; absent when nobody recorded them. */
  readonly steps?: readonly ProcessStep[] | undefined;
}

/** What is left out in turn to see what it contributes; more readings than one, so it is asked for. */
export type InfluenceRequest = 'none' | 'hunks' | 'hunksAndFiles';

export interface ScoreParams {
  readonly task: Task | null;
  /** One or more candidates of the task. With two or more, the set regime is used. */
  readonly candidates: readonly CandidateInput[];
  /** Content of files at the base, by path, shared by the candidates; a file may be missing. */
  readonly baseFiles: Readonly<Record<string, string>>;
  /** Also score the only candidate without each of its parts (leave one out). Ignored with two or more candidates. */
  readonly influence: InfluenceRequest;
  /** Hunks, and files, that are left out at most, those to look at first; absent: as many as `influence` allows. */
  readonly mostParts?: number | undefined;
  /** Also score what is not worth a number to people (comments alone, a merge that is not finished): the model is measured on all of a set. */
  readonly measuring?: boolean | undefined;
  /**
   * A newer request with the same key cancels an older one that has not finished (latest wins):
   * the URI of a document, the name of a view. Null: never superseded.
   */
  readonly supersedes: string | null;
  /** Milliseconds after which the scorer gives up with `timeout`. */
  readonly deadlineMs: number;
  /** Chosen by the parent; carried by the progress notifications of this request. Null: send none. */
  readonly progressToken: string | null;
}

/** What is asked for; the token of its progress is chosen by who sends it. */
export type ScoreRequest = Omit<ScoreParams, 'progressToken'>;

/** What the editor and agents' tools ask for; how long it may take is for who sends it. */
export type ScoringRequest = Omit<ScoreRequest, 'deadlineMs' | 'measuring'>;

export interface ScoredCandidate {
  readonly id: string;
  /** Scored by itself. */
  readonly single: Verdict;
  /** Scored with agreement evidence; null when it was the only candidate. */
  readonly set: Verdict | null;
}

export interface ScoreResult {
  readonly candidates: readonly ScoredCandidate[];
  readonly ranking: Ranking;
  readonly stats: ScoreStats;
}

interface ScoreStats {
  readonly elapsedMs: number;
  /** Tokens of all candidates; of these, the ones computed now rather than taken from the cache. */
  readonly tokens: number;
  readonly computedTokens: number;
  /** Resident memory of the scorer after the request, bytes. */
  readonly residentBytes: number;
}

/** Rendering without scoring, for training and inspection. Needs only the tokenizer. */
export interface RenderParams {
  readonly tokenizer: string | null;
  readonly maxTokens: number;
  readonly maxTaskTokens: number;
  readonly task: Task;
  readonly candidates: readonly CandidateInput[];
  readonly baseFiles: Readonly<Record<string, string>>;
}

export interface RenderedCandidate {
  readonly id: string;
  /** Lines as [mark token, text]. */
  readonly lines: readonly (readonly [string, string])[];
  /** Token ids; empty without a tokenizer. */
  readonly ids: readonly number[];
  readonly taskTokens: number;
  readonly evidence: Evidence;
  /** Set when the patch cannot be scored; then the other fields are empty. */
  readonly refused: string | null;
}

export interface RenderResult {
  readonly candidates: readonly RenderedCandidate[];
}

export const methods = {
  open: 'scorer/open',
  score: 'scorer/score',
  render: 'scorer/render',
  /** Notification, scorer → parent. */
  progress: 'scorer/progress',
} as const;

export interface ProgressParams {
  readonly progressToken: string;
  /** `done` of `total` readings: one for each candidate, and one for each part that is left out. */
  readonly done: number;
  readonly total: number;
}
