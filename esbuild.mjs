// Builds every bundle of the project into dist/: the extension, the scorer process, the command line, the side panel.
import { build, context } from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};
/** @type {import('esbuild').BuildOptions} */
const node = { ...shared, platform: 'node', format: 'cjs', target: 'node20' };

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  { ...node, entryPoints: ['src/host/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  // The runtime is native and the grammars are files: both stay packages and are resolved at run time.
  {
    ...node,
    entryPoints: ['src/worker/main.ts'],
    outfile: 'dist/worker.js',
    external: ['onnxruntime-node', '@vscode/tree-sitter-wasm'],
  },
  { ...node, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  { ...shared, entryPoints: ['webview/panel.ts'], outfile: 'dist/panel.js', format: 'iife', target: 'es2022' },
];

if (watch) {
  const contexts = await Promise.all(bundles.map(options => context(options)));
  await Promise.all(contexts.map(c => c.watch()));
} else {
  await Promise.all(bundles.map(options => build(options)));
}
