import { codeChange } from '../patch/codeChange';
import type { Patch } from '../patch/patch';
import type { SyntaxReader } from '../syntax/syntax';
import type { Task } from '../task/task';
import { agreementEvidence, agreementFeatures } from './agreementEvidence';
import type { Evidence } from './evidence';
import { patchEvidence, patchFeatures } from './patchEvidence';
import { processEvidence, processFeatures } from './processEvidence';
import type { ProcessStep } from './processStep';
import { staticEvidence, staticFeatures } from './staticEvidence';
import { readTask, type TaskMentions } from './taskMentions';

/** A patch with what is known of the code it changes and of how it was made. */
export interface EvidenceSource {
  readonly patch: Patch;
  /** Content at the patch's base by path; a file may be missing. */
  readonly baseFiles: Readonly<Record<string, string>>;
  /** The steps that led to it, as `processSteps` bounds them; absent when nobody recorded them. */
  readonly steps?: readonly ProcessStep[] | undefined;
}

/** What the evidence of all candidates of a task rests on. */
interface Shared {
  readonly mentions: TaskMentions;
  /** What each patch does to code. */
  readonly changes: readonly Patch[];
  /** Null for a lone candidate. */
  readonly agreement: ReturnType<typeof agreementEvidence> | null;
}

/**
 * Evidence of a task's candidates, each computed when it is asked for, so that the engine can be at work meanwhile.
 *
 * With two or more candidates the agreement group is known; with one it is masked. The static group is masked
 * for a candidate none of whose changed source files could be read, the process group for one without a trajectory.
 *
 * What the comments of a patch say, and the tests and documents that come with it, change nothing: its `codeChange` is read.
 */
export class TaskEvidence {
  private shared: Shared | null = null;

  constructor(
    private readonly task: Task,
    private readonly candidates: readonly EvidenceSource[],
    private readonly syntax: SyntaxReader,
  ) {}

  /** @throws RangeError when there is no such candidate */
  of(index: number): Evidence {
    const { mentions, changes, agreement } = (this.shared ??= this.share());
    const source = this.candidates[index];
    const change = changes[index];
    if (!source || !change) throw new RangeError(`there is no candidate ${index}`);
    const { baseFiles, steps } = source;
    const ofStatic = staticEvidence(mentions, change, baseFiles, this.syntax);
    const ofProcess = steps ? processEvidence(steps, change) : null;
    const ofAgreement = agreement?.[index];
    return {
      patch: vector(patchFeatures, patchEvidence(mentions, change)),
      static: ofStatic && vector(staticFeatures, ofStatic),
      process: ofProcess && vector(processFeatures, ofProcess),
      agreement: ofAgreement ? vector(agreementFeatures, ofAgreement) : null,
    };
  }

  private share(): Shared {
    const changes = this.candidates.map(({ patch }) => codeChange(patch));
    return {
      mentions: readTask(this.task),
      changes,
      agreement: changes.length >= 2 ? agreementEvidence(changes) : null,
    };
  }
}

/** The same evidence as if the candidate had been alone. */
export function withoutAgreement(evidence: Evidence): Evidence {
  return { ...evidence, agreement: null };
}

/** The same evidence as if nobody had recorded how the change was made. */
export function withoutProcess(evidence: Evidence): Evidence {
  return { ...evidence, process: null };
}

/** Values in the order of the feature table, which is the order the manifest states. */
function vector<Name extends string>(
  table: Readonly<Record<Name, string>>,
  values: Readonly<Record<Name, number>>,
): number[] {
  return (Object.keys(table) as Name[]).map(name => values[name]);
}
