import type { SyntaxNode } from './syntax';

/**
 * Goes through a tree in the order of its text: calls `enter` for each node with what encloses it, outermost first, and goes into
 * the children that it returns. Without calls inside of calls, as generated code nests deeper than the stack; and what encloses a
 * node is handed on, since `parent` looks through all siblings for it.
 *
 * @param enter keeps no `ancestors`: the list changes with each step
 */
export function walk(
  root: SyntaxNode,
  enter: (node: SyntaxNode, ancestors: readonly SyntaxNode[]) => readonly (SyntaxNode | null)[],
): void {
  const ancestors: SyntaxNode[] = [];
  const levels: Iterator<SyntaxNode | null>[] = [[root].values()];
  for (let level = levels.at(-1); level; level = levels.at(-1)) {
    const next = level.next();
    if (next.done) {
      levels.pop();
      ancestors.pop();
    } else if (next.value) {
      const children = enter(next.value, ancestors);
      if (children.length === 0) continue;
      ancestors.push(next.value);
      levels.push(children.values());
    }
  }
}
