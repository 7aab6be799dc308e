import type { EvidenceView } from '../../core/protocol/panel';
import {
  EVIDENCE_SECTIONS,
  SECTION_TITLES,
  itemsOf,
  type EvidenceSection,
} from '../../core/scoring/evidenceSections';
import type { EvidenceItem } from '../../core/scoring/verdict';
import { valueText } from '../../core/scoring/wording';

const UNKNOWN: Readonly<Record<EvidenceSection, string>> = {
  patch: 'unknown',
  task: 'unknown',
  static: 'unknown, no changed file in a language that can be parsed',
  process: 'unknown, no record of steps that ran or tested something',
  agreement: 'unknown, the change is judged by itself',
};

/** All sections in their fixed order; one without items is masked and says why. */
export function evidenceViews(items: readonly EvidenceItem[]): readonly EvidenceView[] {
  return EVIDENCE_SECTIONS.map(section => {
    const own = itemsOf(section, items);
    const zeros = own.filter(item => item.value === 0);
    const telling = own.filter(item => item.value !== 0);
    return {
      title: SECTION_TITLES[section],
      unknown: own.length === 0 ? UNKNOWN[section] : null,
      items: [
        ...telling.map(item => ({ label: item.description, value: valueText(item) })),
        ...(zeros.length === 0 ? [] : [{ label: `${zeros.length} more with nothing found`, value: '0' }]),
      ],
    };
  });
}
