// npm run bench: builds the project and the benchmark, and runs it. Arguments go to the benchmark.
import { join } from 'node:path';
import { build } from 'esbuild';
import { root, run } from '../../scripts/run.mjs';

// Under node_modules, so that the runtime is found from there.
const outfile = join(root, 'node_modules', '.cache', 'swe-rm-bench', 'bench.js');
await run('node', ['esbuild.mjs']);
await build({
  entryPoints: [join(root, 'test', 'bench', 'bench.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['onnxruntime-node', '@vscode/tree-sitter-wasm'],
  logLevel: 'warning',
});
await run('node', [outfile, ...process.argv.slice(2)]);
