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
import { readTask } from './taskMentions';

/** A patch with what is known of the code it changes and of how it was made. */
export interface EvidenceSource {
  readonly patch: Patch;
  /** Content at the patch's base by path; a file may be missing. */
  readonly baseFiles: Readonly<Record<string, string>>;
  /** The steps that led to it, as `processSteps` bounds them; absent when nobody recorded them. */
  readonly steps?: readonly ProcessStep[] | undefined;
}

/**
 * Evidence of each of a task's candidates, in the order given.
 *
 * With two or more candidates the agreement group is known; with one it is masked. The static group is masked
 * for a candidate none of whose changed source files could be read, the process group for one without a trajectory.
 *
 * What the comments of a patch say changes nothing: its `codeChange` is read, and how much of the patch is comment.
 */
export function computeEvidence(
  task: Task,
  candidates: readonly EvidenceSource[],
  syntax: SyntaxReader,
): Evidence[] {
  const mentions = readTask(task);
  const sources = candidates.map(source => ({ ...source, change: codeChange(source.patch) }));
  const agreement = sources.length >= 2 ? agreementEvidence(sources.map(({ change }) => change)) : null;
  return sources.map(({ patch, change, baseFiles, steps }, i) => {
    const ofStatic = staticEvidence(mentions, change, baseFiles, syntax);
    const ofProcess = steps ? processEvidence(steps, change) : null;
    const ofAgreement = agreement?.[i];
    return {
      patch: vector(patchFeatures, patchEvidence(mentions, patch, change)),
      static: ofStatic && vector(staticFeatures, ofStatic),
      process: ofProcess && vector(processFeatures, ofProcess),
      agreement: ofAgreement ? vector(agreementFeatures, ofAgreement) : null,
    };
  });
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
