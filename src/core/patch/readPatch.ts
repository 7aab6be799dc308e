import { parsePatch } from './parsePatch';
import type { Patch } from './patch';
import { withAbove } from './withAbove';

/** As `parsePatch`, with what its base tells of how its hunks are to be read. */
export function readPatch(text: string, baseFiles: Readonly<Record<string, string>>): Patch {
  const patch = parsePatch(text);
  return { ...patch, files: withAbove(patch.files, baseFiles) };
}
