import type { EvidenceGroup } from '../evidence/evidence';
import type { patchFeatures } from '../evidence/patchEvidence';
import type { processFeatures } from '../evidence/processEvidence';
import type { staticFeatures } from '../evidence/staticEvidence';
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

type Feature = keyof typeof patchFeatures | keyof typeof staticFeatures | keyof typeof processFeatures;

/** What nearly every change has above zero, and what repeats another number. Of some, one value alone goes without saying. */
const ORDINARY: Readonly<Partial<Record<Feature, 'always' | 1>>> = {
  files: 'always',
  directories: 'always',
  pathDepth: 'always',
  sourceAddedLines: 'always',
  addedShare: 'always',
  largestHunk: 'always',
  addedLineLength: 'always',
  addedIndent: 'always',
  namesAdded: 'always',
  newNamesShare: 'always',
  namesKept: 'always',
  knownFiles: 1,
  namesChecked: 1,
  enclosingRows: 'always',
  nesting: 'always',
  fileRows: 'always',
  position: 'always',
  looksBeforeEdit: 'always',
  searches: 'always',
  editedFiles: 'always',
  firstEditAt: 'always',
};

/**
 * Whether a number tells something about this change: it counts what was found, and what most changes do not have. It does
 * not say whether that is good or bad, which no number does by itself. How the task is put tells nothing about the change.
 */
export function isTelling({ name, value }: Pick<EvidenceItem, 'name' | 'value'>): boolean {
  const ordinary = (ORDINARY as Readonly<Record<string, 'always' | 1 | undefined>>)[name];
  return value !== 0 && ordinary !== 'always' && value !== ordinary && !isOfTaskAlone(name);
}
