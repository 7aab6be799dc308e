import type { EvidenceGroup } from '../evidence/evidence';
import type { EvidenceItem } from './verdict';

/** Evidence as it is shown: what is said of the task alone stands apart from what is said of the change. */
export type EvidenceSection = EvidenceGroup | 'task';

/** In the order in which they are shown. */
export const EVIDENCE_SECTIONS: readonly EvidenceSection[] = [
  'patch',
  'task',
  'static',
  'process',
  'agreement',
];

export const SECTION_TITLES: Readonly<Record<EvidenceSection, string>> = {
  patch: 'The change itself',
  task: 'The task',
  static: 'What it does to the code',
  process: 'How it was made',
  agreement: 'Agreement with other candidates',
};

/** Their names say so, but for one that holds the change against the task. */
const isOfTaskAlone = (name: string) => name.startsWith('task') && name !== 'taskCodeNamesTouched';

/** The items of a section, in the model's order. */
export function itemsOf(section: EvidenceSection, items: readonly EvidenceItem[]): readonly EvidenceItem[] {
  return items.filter(({ group, name }) => (isOfTaskAlone(name) ? 'task' : group) === section);
}
