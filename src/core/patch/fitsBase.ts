import { applyFilePatch } from './applyFilePatch';
import { losses, pathOf, type FilePatch, type Patch } from './patch';

/** Whether a patch applies to a base. `unknown`: a file of the base, or a part of the patch, is not known. */
export type Fit =
  | { readonly kind: 'fits' }
  /** The end of a sentence: "src/a.ts has different lines where the change belongs". */
  | { readonly kind: 'unfit'; readonly reason: string }
  | { readonly kind: 'unknown' };

/**
 * Whether a patch applies to files whose texts are at hand. Where there is a repository, git is the one to ask: this is for
 * folders and labelled sets without one.
 *
 * @param baseFiles text by path; a file that is missing here may still exist
 */
export function fitsBase(patch: Patch, baseFiles: Readonly<Record<string, string>>): Fit {
  if (losses(patch).length > 0) return { kind: 'unknown' };
  const { files } = patch;
  const fits = files.map(file => fileFit(file, baseFiles));
  const unfit = fits.find(({ kind }) => kind === 'unfit');
  if (unfit) return unfit;
  const once = new Set(files.map(pathOf)).size === files.length;
  return once && fits.every(({ kind }) => kind === 'fits') ? { kind: 'fits' } : { kind: 'unknown' };
}

function fileFit(file: FilePatch, baseFiles: Readonly<Record<string, string>>): Fit {
  if (file.binary) return { kind: 'unknown' };
  const { oldPath, newPath } = file;
  const textOf = (path: string) => (Object.hasOwn(baseFiles, path) ? baseFiles[path] : undefined);
  if (newPath !== null && newPath !== oldPath && textOf(newPath) !== undefined)
    return { kind: 'unfit', reason: `${newPath} exists already` };
  const before = oldPath === null ? '' : textOf(oldPath);
  if (before === undefined) return { kind: 'unknown' };
  return applyFilePatch(before, file) === null
    ? { kind: 'unfit', reason: `${pathOf(file)} has different lines where the change belongs` }
    : { kind: 'fits' };
}
