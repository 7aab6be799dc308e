/** A ref as people call it: `feature`, `origin/feature`, `pull request 7`. What is no ref in full stays as it is. */
export function shortRef(name: string): string {
  const [, kind, number] = /^refs\/(pull|merge-requests)\/(\d+)\/head$/.exec(name) ?? [];
  if (number !== undefined) return `${kind === 'pull' ? 'pull request' : 'merge request'} ${number}`;
  return name.replace(/^refs\/(heads|remotes|tags)\//, '');
}
