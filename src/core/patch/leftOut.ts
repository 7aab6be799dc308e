import { countText } from '../text/countText';
import { listed } from '../text/listed';
import { fileRole, holdsCode } from './fileRole';

/**
 * A change that is too large without the files of which the model reads nothing, where it then is within the limits.
 *
 * @param pathsOf all names that a file of the change has
 * @param fits whether what is left of the change is within the limits
 * @returns null where that does not help, or nothing would be left
 */
export function withoutUnread<File>(
  files: readonly File[],
  pathsOf: (file: File) => readonly string[],
  fits: (kept: readonly File[]) => boolean,
): { readonly kept: readonly File[]; readonly left: readonly string[] } | null {
  const kept: File[] = [];
  const left: string[] = [];
  for (const file of files) {
    const [first, ...others] = pathsOf(file);
    if (first === undefined || [first, ...others].some(holdsCode)) kept.push(file);
    else left.push(first);
  }
  return left.length > 0 && kept.length > 0 && fits(kept) ? { kept, left } : null;
}

/** That such files are not read. The others are named by the first. */
export function leftOutSentence(paths: readonly string[]): string {
  const [first = '', ...others] = paths;
  const kinds = new Set(paths.map(kindOf));
  if (others.length === 0)
    return `${first} is left out: it is ${KINDS[kindOf(first)].one}, and with it the change is too large to read.`;
  const what = listed(
    (['generated', 'test', 'document'] as const)
      .filter(kind => kinds.has(kind))
      .map(kind => KINDS[kind].many),
    'or',
  );
  return `${first} and ${countText(others.length, 'more file')} are left out: they are ${what}, and with them the change is too large to read.`;
}

const KINDS = {
  generated: { one: 'generated', many: 'generated' },
  test: { one: 'a test', many: 'tests' },
  document: { one: 'a document', many: 'documents' },
} as const;

function kindOf(path: string): keyof typeof KINDS {
  const role = fileRole(path);
  return role === 'generated' || role === 'test' ? role : 'document';
}
