import type { TrajectoryProblem } from './trajectory';
import { moreProblemsText } from '../text/moreProblemsText';

/** Problems of different kinds beyond this many are counted, not kept. */
const MAX_PROBLEMS = 100;

interface Counted {
  readonly problem: TrajectoryProblem;
  times: number;
}

/** "line 12: A line is incomplete." */
export function problemSentence({ message, where }: TrajectoryProblem): string {
  return where === null ? message : `${where}: ${message}`;
}

/** Collects what could not be understood. The same message is kept once, with its first place and its count. */
export class TrajectoryProblems {
  private readonly kept = new Map<string, Counted>();
  private left = 0;

  add(message: string, where: string | null = null): void {
    const known = this.kept.get(message);
    if (known) known.times++;
    else if (this.kept.size < MAX_PROBLEMS) this.kept.set(message, { problem: { message, where }, times: 1 });
    else this.left++;
  }

  /** @param what there are several kinds of: "Events" */
  addUnknown(what: string, kind: string, where: string): void {
    this.add(`${what} of the kind "${kind.slice(0, 60)}" are not known here and were left out.`, where);
  }

  addAll(problems: readonly TrajectoryProblem[]): void {
    for (const { message, where } of problems) this.add(message, where);
  }

  all(): readonly TrajectoryProblem[] {
    const all = [...this.kept.values()].map(({ problem, times }) =>
      times === 1 ? problem : { ...problem, message: `${problem.message} (${times} times)` },
    );
    return this.left === 0 ? all : [...all, { message: moreProblemsText(this.left), where: null }];
  }
}
