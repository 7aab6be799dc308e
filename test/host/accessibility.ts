import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Panel } from './panelObject';

const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

/** Ids and places of what axe-core finds wrong in a view, contrast included. */
export async function accessibilityProblems({ frame }: Pick<Panel, 'frame'>): Promise<readonly string[]> {
  // Evaluated by the debugger: the page's own policy lets no foreign script in.
  await frame.evaluate(axe);
  // The page itself is transparent; what lies behind it is the side bar.
  await frame.evaluate(`document.body.style.background = 'var(--vscode-sideBar-background)'`);
  return frame.evaluate<readonly string[]>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(node => id + ': ' + node.target.join(' '))))`,
  );
}
