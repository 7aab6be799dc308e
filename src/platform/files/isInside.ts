import * as path from 'node:path';

/** Whether a place is a folder, or lies below it, by their text; a name may begin with two dots. Both are absolute. */
export function isInside(folder: string, place: string): boolean {
  const relative = path.relative(folder, place);
  return relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}
