import path from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the scorer and its lanes as the build does and gives the scorer's path. They lie under node_modules, so that they find
 * their packages and no build of the project stands in their way.
 */
export async function buildWorker(name: string): Promise<string> {
  const outfile = path.resolve('node_modules/.cache/swe-rm-test', `${name}.js`);
  await build({
    entryPoints: [
      { in: 'src/worker/main.ts', out: path.basename(name) },
      { in: 'src/worker/engines/lane.ts', out: 'lane' },
    ],
    outdir: path.dirname(outfile),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['onnxruntime-node', '@vscode/tree-sitter-wasm'],
    logLevel: 'error',
  });
  return outfile;
}
