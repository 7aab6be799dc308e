import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readEntries, type ReadTrajectory } from '../../src/platform/store/entries';
import { decodeLines } from '../../src/platform/store/logLines';

/** What a window has on the disk, oldest first, read without the extension. */
export function storedTrajectories(
  userDataDir: string,
): Promise<readonly (ReadTrajectory & { readonly bytes: string })[]> {
  const storage = join(userDataDir, 'User', 'workspaceStorage');
  const folders = existsSync(storage) ? readdirSync(storage) : [];
  const found = folders.flatMap(folder => {
    const place = join(storage, folder, 'swe-rm.swe-rm', 'trajectories');
    const names = existsSync(place) ? readdirSync(place).filter(name => name.endsWith('.trajectory')) : [];
    return names.sort().flatMap(name => {
      const bytes = readFileSync(join(place, name));
      const read = readEntries(decodeLines(bytes));
      return read === null ? [] : [{ ...read, bytes: bytes.toString('utf8') }];
    });
  });
  return Promise.resolve(found);
}
