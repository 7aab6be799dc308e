import { groupBy } from '../evaluation/grouping';

/**
 * Names files by the shortest ends of their paths that tell them apart, as editors name their tabs: "cart.ts", or
 * "shop/cart.ts" where another one is called "web/cart.ts".
 *
 * @param paths of all files that are named together, with slashes
 * @returns the name of each; of a path that is not among them, the path itself
 */
export function shortPaths(paths: Iterable<string>): (path: string) => string {
  const names = new Map<string, string>();
  let open = [...new Set(paths)];
  for (let parts = 1; open.length > 0; parts++) {
    const ends = groupBy(open, path => end(path, parts));
    open = [];
    for (const [name, sharing] of ends) {
      // One that is its whole path has no more to add.
      const settled = sharing.length === 1 ? sharing : sharing.filter(path => path === name);
      for (const path of settled) names.set(path, name);
      if (sharing.length > 1) open.push(...sharing.filter(path => path !== name));
    }
  }
  return path => names.get(path) ?? path;
}

function end(path: string, parts: number): string {
  return path.split('/').slice(-parts).join('/');
}
