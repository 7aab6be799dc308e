import type { Patch } from '../patch/patch';
import type { SyntaxReader } from '../syntax/syntax';
import type { Task } from '../task/task';
import { agreementEvidence, agreementFeatures } from './agreementEvidence';
import type { Evidence } from './evidence';
import { patchEvidence, patchFeatures } from './patchEvidence';
import { staticEvidence, staticFeatures } from './staticEvidence';
import { readTask } from './taskMentions';

/**
 * Evidence of each of a task's candidates, in the order given.
 *
 * With two or more candidates the agreement group is known; with one it is masked. The static group is masked
 * for a candidate none of whose changed source files could be read.
 *
 * @param baseFiles content at the base by path; a file may be missing
 */
export function computeEvidence(
  task: Task,
  patches: readonly Patch[],
  baseFiles: Readonly<Record<string, string>>,
  syntax: SyntaxReader,
): Evidence[] {
  const mentions = readTask(task);
  const agreement = patches.length >= 2 ? agreementEvidence(patches) : null;
  return patches.map((patch, i) => {
    const ofStatic = staticEvidence(mentions, patch, baseFiles, syntax);
    const ofAgreement = agreement?.[i];
    return {
      patch: vector(patchFeatures, patchEvidence(mentions, patch)),
      static: ofStatic && vector(staticFeatures, ofStatic),
      process: null,
      agreement: ofAgreement ? vector(agreementFeatures, ofAgreement) : null,
    };
  });
}

/** The same evidence as if the candidate had been alone. */
export function withoutAgreement(evidence: Evidence): Evidence {
  return { ...evidence, agreement: null };
}

/** Values in the order of the feature table, which is the order the manifest states. */
function vector<Name extends string>(
  table: Readonly<Record<Name, string>>,
  values: Readonly<Record<Name, number>>,
): number[] {
  return (Object.keys(table) as Name[]).map(name => values[name]);
}
