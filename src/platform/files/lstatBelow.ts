import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import * as path from 'node:path';

/** What lies at a path below a folder; null when there is nothing, or a link is on the way, which may lead out of the folder. */
export async function lstatBelow(folder: string, file: string): Promise<Stats | null> {
  let place = folder;
  let status: Stats | null = null;
  for (const part of file.split('/')) {
    place = path.join(place, part);
    status = await lstat(place).catch(() => null);
    if (status === null || status.isSymbolicLink()) return null;
  }
  return status;
}
