import { lstat } from 'node:fs/promises';
import * as path from 'node:path';
import type { FilePatch } from '../../core/patch/patch';
import { foldedPath, targetRefusal } from '../../core/patch/targetPath';

/**
 * Why the files of a patch may not be written below a folder, as one sentence; null when all of them may. Looks at the
 * names and at the disk: nothing is reached through a link, and nothing inside another repository.
 */
export async function refuseTargets(root: string, files: readonly FilePatch[]): Promise<string | null> {
  const seen = new Map<string, string>();
  for (const file of files) {
    const named = [file.oldPath, file.newPath].filter(name => name !== null);
    for (const name of new Set(named)) {
      const refusal = (await windowsOnly(root, name)) ? null : targetRefusal(name);
      if (refusal !== null) return `The path ${JSON.stringify(name)} is refused: it ${refusal}.`;
      const folded = foldedPath(name);
      const other = seen.get(folded);
      if (other !== undefined && other !== name)
        return `The paths ${other} and ${name} are one file on some systems; the change is refused.`;
      if (other !== undefined)
        return `The change names ${name} more than once; make the diff again, with one part for each file.`;
      const onDisk = await refusedByDisk(root, name);
      if (onDisk !== null) return onDisk;
    }
    for (const name of named) seen.set(foldedPath(name), name);
    const mode = [file.oldMode, file.newMode].find(one => one !== null && !/^100(?:644|755)$/.test(one));
    if (mode !== undefined)
      return `${named[0] ?? ''} is not a plain file (mode ${mode ?? ''}); it is not applied.`;
  }
  return null;
}

/**
 * Whether a name is only refused for the sake of Windows and is that of a plain file that is already here: there are
 * real files called `aux.c`, and changing one harms nobody.
 */
async function windowsOnly(root: string, name: string): Promise<boolean> {
  if (process.platform === 'win32' || !/^[^\0]*$/.test(name)) return false;
  const refusal = targetRefusal(name);
  if (refusal === null || !refusal.includes('Windows') || /[. ](?:\/|$)/.test(name)) return false;
  return (await lstat(path.join(root, name)).catch(() => null))?.isFile() ?? false;
}

async function refusedByDisk(root: string, name: string): Promise<string | null> {
  const parts = name.split('/');
  let place = root;
  for (const [index, part] of parts.entries()) {
    place = path.join(place, part);
    const status = await lstat(place).catch((error: NodeJS.ErrnoException) => error);
    if (status instanceof Error) {
      if (status.code === 'ENOENT') return null;
      return `${name} cannot be looked at (${status.code ?? status.message}); nothing was changed.`;
    }
    const last = index === parts.length - 1;
    if (status.isSymbolicLink())
      return `${name} leads through the symbolic link ${parts.slice(0, index + 1).join('/')}; links are not followed.`;
    if (last && !status.isFile()) return `${name} is a folder or no plain file here; it is not applied.`;
    if (!last && !status.isDirectory())
      return `${parts.slice(0, index + 1).join('/')} is a file here, so ${name} cannot lie in it.`;
    if (!last && (await lstat(path.join(place, '.git')).catch(() => null)) !== null)
      return `${name} lies in another repository, ${parts.slice(0, index + 1).join('/')}; apply it there.`;
  }
  return null;
}
