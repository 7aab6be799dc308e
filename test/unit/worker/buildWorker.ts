import path from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the scorer as the build does and gives its path. It lies under node_modules, so that it finds its packages and
 * no build of the project stands in its way.
 */
export async function buildWorker(name: string): Promise<string> {
  const outfile = path.resolve('node_modules/.cache/swe-rm-test', `${name}.js`);
  await build({
    entryPoints: ['src/worker/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['onnxruntime-node', '@vscode/tree-sitter-wasm'],
    logLevel: 'error',
  });
  return outfile;
}
