import { agreementFeatures } from './agreementEvidence';
import type { EvidenceFeature, EvidenceGroup } from './evidence';
import { patchFeatures } from './patchEvidence';
import { processFeatures } from './processEvidence';
import { staticFeatures } from './staticEvidence';

/**
 * The features of each group in the order of its vector. A model's manifest states the names it was trained
 * on; a model with other names is refused.
 */
export const EVIDENCE_FEATURES: Readonly<Record<EvidenceGroup, readonly EvidenceFeature[]>> = {
  patch: listed(patchFeatures),
  static: listed(staticFeatures),
  process: listed(processFeatures),
  agreement: listed(agreementFeatures),
};

function listed(table: Readonly<Record<string, string>>): EvidenceFeature[] {
  return Object.entries(table).map(([name, description]) => ({ name, description }));
}
