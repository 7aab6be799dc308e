import { agreementFeatures } from './agreementEvidence';
import type { EvidenceFeature, EvidenceGroup } from './evidence';
import { patchFeatures } from './patchEvidence';
import { staticFeatures } from './staticEvidence';

/**
 * The features of each group in the order of its vector. A model's manifest states the names it was trained
 * on; a model with other names is refused. The process group stays empty until trajectories are read.
 */
export const EVIDENCE_FEATURES: Readonly<Record<EvidenceGroup, readonly EvidenceFeature[]>> = {
  patch: listed(patchFeatures),
  static: listed(staticFeatures),
  process: [],
  agreement: listed(agreementFeatures),
};

function listed(table: Readonly<Record<string, string>>): EvidenceFeature[] {
  return Object.entries(table).map(([name, description]) => ({ name, description }));
}
