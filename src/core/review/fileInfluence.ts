import { fileRole } from '../patch/fileRole';
import { influenceText } from './placeWords';
import type { FilePlace, WhereToLook } from './whereToLook';

/** What a file contributes, as of a hunk; of one that is not read, why; "all of it" of the only one that is read. */
export function fileInfluenceText(file: FilePlace, places: Pick<WhereToLook, 'influence' | 'files'>): string {
  if (!file.read) return notReadText(file);
  const lone = places.files.filter(({ read }) => read).length === 1;
  return file.delta === null && lone && places.influence === 'measured'
    ? 'all of it'
    : influenceText(file.delta, places);
}

/** "not read: tests". That it is binary, or has no changed lines, is said beside it. */
function notReadText({ path, binary, added, removed }: FilePlace): string {
  if (binary || added + removed === 0) return 'not read';
  switch (fileRole(path)) {
    case 'test':
      return 'not read: tests';
    case 'generated':
      return 'not read: generated';
    case 'documentation':
      return 'not read: documents';
    case 'source':
    case 'configuration':
      return 'not read: no code changes';
  }
}
