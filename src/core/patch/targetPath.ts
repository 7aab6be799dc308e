import { pathRefusal } from './pathRules';

/** Names that Windows takes for devices, with any ending (`NUL.txt`) and whatever their case. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i;

/** Characters that no name on Windows can hold; `:` opens another stream of the file before it. */
const FORBIDDEN = /[<>:"|?*]/;

/**
 * Why nothing is ever written to a path of a patch, as the end of a sentence: "it …". Stricter than reading
 * (`pathRefusal`): a name that one of the systems we run on reads as another name, a device or a stream is refused on
 * all of them.
 *
 * @returns null when the path may be written, as far as its text goes; links on the way are for the disk to tell
 */
export function targetRefusal(path: string): string | null {
  const refusal = pathRefusal(path);
  if (refusal !== null) return refusal;
  for (const part of path.split('/')) {
    if (/[. ]$/.test(part)) return 'has a part that ends with a dot or a space, which Windows leaves out';
    if (FORBIDDEN.test(part)) return 'holds a character that no file name on Windows can have';
    if (DEVICE.test(part)) return 'names a device of Windows';
    if (part.length > 255) return 'has a part longer than 255 characters';
  }
  return null;
}

/** The name as file systems compare it that fold case and composed characters. */
export function foldedPath(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
