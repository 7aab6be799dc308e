// npm run bench, npm run bench:places: builds the project and a benchmark of this folder, and runs it. The first
// argument names the benchmark, the others go to it.
import { join } from 'node:path';
import { build } from 'esbuild';
import { root, run } from '../../scripts/run.mjs';

const [name, ...rest] = process.argv.slice(2);
// Under node_modules, so that the runtime is found from there.
const outfile = join(root, 'node_modules', '.cache', 'swe-rm-bench', `${name}.js`);
// Small, as a user gets it.
await run('node', ['esbuild.mjs', '--production']);
await build({
  entryPoints: [join(root, 'test', 'bench', `${name}.ts`)],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['onnxruntime-node', '@vscode/tree-sitter-wasm'],
  logLevel: 'warning',
});
await run('node', [outfile, ...rest]);
