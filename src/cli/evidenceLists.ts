import pc from 'picocolors';
import { EVIDENCE_SECTIONS, SECTION_TITLES, isTelling, itemsOf } from '../core/scoring/evidenceSections';
import type { EvidenceItem } from '../core/scoring/verdict';
import { valueText } from '../core/scoring/wording';

/** The evidence that tells something, a list for each section, and a sentence about the rest. */
export function evidenceLists(evidence: readonly EvidenceItem[]): readonly string[] {
  const telling = evidence.filter(isTelling);
  const lists = EVIDENCE_SECTIONS.flatMap(section => {
    const items = itemsOf(section, telling);
    if (items.length === 0) return [];
    const title = `Evidence: ${SECTION_TITLES[section].toLowerCase()}`;
    return [pc.dim(title), ...items.map(item => `  ${item.description}: ${valueText(item)}`)].join('\n');
  });
  return [
    ...lists,
    `No number speaks for or against a change by itself: the model weighs them together, and with the text. --json lists the other ${evidence.length - telling.length}: what nearly every change has, what was not found, and how the task is worded.`,
  ];
}
