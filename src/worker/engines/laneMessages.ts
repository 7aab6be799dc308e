import type { Answer, EngineInput, EngineShape } from './engine';

/** What a lane is told first. It keeps nothing of the graph once it has loaded it. */
export interface LaneSetup {
  readonly graph: Uint8Array;
  readonly shape: EngineShape;
  /** Threads of its runs. */
  readonly threads: number;
}

/** What a lane is asked, one thing at a time. Past and present of a run lie in memory that both threads see. */
export type LaneRequest =
  | { readonly kind: 'load'; readonly setup: LaneSetup }
  | { readonly kind: 'run'; readonly input: EngineInput }
  | { readonly kind: 'close' };

/** Its answers: one when it has loaded the graph or could not, then one to each run. */
export type LaneAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ran'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly message: string };
