import type { PatchProblem, PatchProblemCode } from './patch';
import { moreProblemsText } from '../text/moreProblemsText';

/** Problems beyond this many are counted, not kept: a hostile diff must not grow a list without bound. */
const MAX_PROBLEMS = 100;

/** Collects what could not be understood while a diff is read. */
export class ProblemList {
  private readonly kept: PatchProblem[] = [];
  private left = 0;

  add(code: PatchProblemCode, message: string, path: string | null, line: number | null): void {
    if (this.kept.length < MAX_PROBLEMS) this.kept.push({ code, message, path, line });
    else this.left++;
  }

  /** Takes over the problems of one file's section. */
  addAll(section: ProblemList, path: string | null): void {
    for (const { code, message, line } of section.kept) this.add(code, message, path, line);
    this.left += section.left;
  }

  /** The problems in the order of the text, and how many more there were. */
  all(): readonly PatchProblem[] {
    if (this.left === 0) return this.kept;
    const message = moreProblemsText(this.left);
    return [...this.kept, { code: 'malformed', message, path: null, line: null }];
  }
}
