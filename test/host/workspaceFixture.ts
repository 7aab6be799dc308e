import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const CART = `export interface Item {
  readonly sku: string;
  readonly price: number;
  readonly quantity: number;
}

/** What the customer pays for the items. */
export function total(items: readonly Item[]): number {
  let sum = 0;
  for (const item of items) {
    sum += item.price;
  }
  return sum;
}

/** Items with the same article number become one. */
export function merge(items: readonly Item[]): Item[] {
  const bySku = new Map<string, Item>();
  for (const item of items) {
    bySku.set(item.sku, item);
  }
  return [...bySku.values()];
}
`;

const TASK = `# Totals are wrong when a cart holds more than one of an item

\`total()\` in \`src/cart.ts\` counts every item once, whatever its quantity. A cart with three books at 10 should cost
30, it says 10. \`merge()\` also loses the quantity of the items it joins.
`;

const FIX_TOTAL = CART.replace('sum += item.price;', 'sum += item.price * item.quantity;');

const BRANCHES: Readonly<Record<string, string>> = {
  'fix-total': FIX_TOTAL,
  // The same change by another name.
  'fix-total-again': FIX_TOTAL,
  'fix-both': FIX_TOTAL.replace(
    'bySku.set(item.sku, item);',
    'const known = bySku.get(item.sku)?.quantity ?? 0;\n    bySku.set(item.sku, { ...item, quantity: item.quantity + known });',
  ),
  'unrelated-rename': CART.replaceAll('bySku', 'itemsBySku'),
};

/** A folder of its own for each use, removed by `remove`. */
export interface WorkspaceFixture {
  readonly folder: string;
  /** The `.code-workspace` file to open instead of the folder. */
  readonly open?: string;
  write(path: string, content: string | Uint8Array): void;
  git(...args: readonly string[]): string;
  remove(): void;
}

/** A folder without a repository. */
export function emptyWorkspace(): WorkspaceFixture {
  const folder = mkdtempSync(join(tmpdir(), 'swe-rm-workspace-'));
  return {
    folder,
    write(path, content) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    },
    git: (...args) =>
      execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', ...args], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A small shop with a bug, a task that describes it, and branches that mend it more or less. */
export function cartWorkspace({ task = true } = {}): WorkspaceFixture {
  const workspace = emptyWorkspace();
  workspace.git('init', '-q', '-b', 'main');
  workspace.write('src/cart.ts', CART);
  workspace.write('src/print.ts', 'export const print = (sum: number): string => `Total: ${sum}`;\n');
  workspace.write('README.md', '# A small shop\n');
  workspace.write('.gitignore', 'out/\n');
  workspace.git('add', '.');
  workspace.git('commit', '-q', '-m', 'A small shop');
  for (const [branch, cart] of Object.entries(BRANCHES)) {
    workspace.git('checkout', '-q', '-b', branch, 'main');
    workspace.write('src/cart.ts', cart);
    workspace.git('commit', '-q', '-a', '-m', branch);
  }
  workspace.git('checkout', '-q', 'main');
  if (task) workspace.write('TASK.md', TASK);
  return workspace;
}

const EXAMPLE = join(dirname(dirname(__dirname)), 'examples', 'astropy-separability');

/** The bundled example as a repository: real code, a real issue, and real answers to it where people keep such things. */
export function exampleWorkspace(): WorkspaceFixture & {
  readonly worktree: string;
  readonly predictions: string;
  /** Path of an answer as a patch file. */
  patch(name: string): string;
} {
  const workspace = emptyWorkspace();
  const worktree = `${workspace.folder}-worktree`;
  const elsewhere = `${workspace.folder}-elsewhere`;
  const patch = (name: string) => join(EXAMPLE, 'patches', `${name}.patch`);
  cpSync(join(EXAMPLE, 'base'), workspace.folder, { recursive: true });
  workspace.write('.gitignore', 'TASK.md\n');
  workspace.git('init', '-q', '-b', 'main');
  workspace.git('config', 'user.name', 'Test');
  workspace.git('config', 'user.email', 'test@example.invalid');
  workspace.git('add', '.');
  workspace.git('commit', '-q', '-m', 'Separability');
  for (const name of ['devin', 'aider', 'moatless-gpt-4o']) {
    workspace.git('checkout', '-q', '-b', name, 'main');
    workspace.git('apply', patch(name));
    workspace.git('commit', '-q', '-a', '-m', name);
  }
  workspace.git('checkout', '-q', 'main');
  workspace.git('apply', patch('mini-swe-agent-deepseek-1'));
  workspace.git('stash', 'push', '-q', '-m', 'deepseek');
  workspace.git('worktree', 'add', '-q', '-b', 'r2e-gym', worktree);
  workspace.git('-C', worktree, 'apply', patch('r2e-gym-devstral'));
  workspace.write('TASK.md', readFileSync(join(EXAMPLE, 'TASK.md'), 'utf8'));
  mkdirSync(elsewhere);
  const predictions = join(elsewhere, 'preds.json');
  const rows = ['swe-agent-gpt-4', 'vorflux'].map(name => ({
    instance_id: 'astropy__astropy-12907',
    model_name_or_path: name,
    model_patch: readFileSync(patch(name), 'utf8'),
  }));
  // An answer to another version of the file: it does not apply here.
  const [first] = rows;
  const unfit = (first?.model_patch ?? '').replace(/^ (.*\S.*)$/m, ' $1 of another version');
  const other = {
    instance_id: 'astropy__astropy-12907',
    model_name_or_path: 'another version',
    model_patch: unfit,
  };
  writeFileSync(predictions, JSON.stringify([...rows, other]));
  return {
    ...workspace,
    worktree,
    predictions,
    patch,
    remove: () => {
      for (const folder of [worktree, elsewhere, workspace.folder])
        rmSync(folder, { recursive: true, force: true });
    },
  };
}
