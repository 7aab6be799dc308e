import { readFile, stat } from 'node:fs/promises';
import { objectIn, type LooseObject } from '../../core/sessions/looseJson';

/** Longest description that is read, bytes. */
const MAX_DESCRIPTION = 64 * 1024;

/** The small JSON file beside a session that says where it belongs; undefined when there is none that can be read. */
export async function readDescription(file: string): Promise<LooseObject | undefined> {
  try {
    if ((await stat(file)).size > MAX_DESCRIPTION) return undefined;
    return objectIn(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}
