/**
 * A path of a session relative to the session's workspace, `/`-separated; null when it lies outside.
 *
 * Sessions come from any operating system: `C:\code\a.ts` and `/code/a.ts` are told by their looks. Without a known
 * workspace an absolute path loses its root, so that it stays a path at all.
 */
export function relativePath(path: string, workspace: string | null): string | null {
  const plain = normal(path);
  if (!isAbsolute(plain)) return plain === '' || plain.startsWith('../') ? null : plain;
  if (workspace === null) return plain.replace(/^(?:[A-Za-z]:)?\/+/, '') || null;
  const root = normal(workspace);
  const folds = /^[A-Za-z]:/.test(root);
  const [a, b] = folds ? [plain.toLowerCase(), root.toLowerCase()] : [plain, root];
  if (!a.startsWith(b === '/' ? '/' : `${b}/`)) return null;
  return plain.slice(root.length).replace(/^\/+/, '') || null;
}

export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\\\');
}

/** With `/` between its parts, without `.` and `..` where they can be resolved, without an ending `/`. */
function normal(path: string): string {
  const windows = /^[A-Za-z]:[\\/]|^\\\\/.test(path) || (path.includes('\\') && !path.includes('/'));
  const slashed = (windows ? path.replaceAll('\\', '/') : path).replace(/^file:\/\/(?=\/)/, '');
  const parts: string[] = [];
  for (const part of slashed.split('/')) {
    if (part === '.' || part === '') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return (slashed.startsWith('/') ? '/' : '') + parts.join('/');
}
