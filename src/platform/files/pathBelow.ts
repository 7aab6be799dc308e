import * as path from 'node:path';
import { isInside } from './isInside';

/** `/`-separated path of a file below a folder; null when it lies elsewhere or inside the folder's `.git`. Both are absolute. */
export function pathBelow(folder: string, file: string): string | null {
  if (!isInside(folder, file)) return null;
  const relative = path.relative(folder, file).split(path.sep).join('/');
  return relative === '' || relative === '.git' || relative.startsWith('.git/') ? null : relative;
}
