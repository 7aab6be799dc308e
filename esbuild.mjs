// Builds every bundle of the project into dist/: the extension, the scorer process, the command line, the MCP server,
// the side panel.
// dist/meta.json says what went into each, for the rule tests and the third-party notices.
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { build, context } from 'esbuild';
import { commonJsChunks } from './scripts/commonJsChunks.mjs';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/**
 * vscode-jsonrpc's entry for Node holds transports over sockets and pipes beside the IPC channel that we use, and
 * asks for `net` on their behalf. Here it gets an empty module: the bundles cannot open a connection, not even by mistake.
 * @type {import('esbuild').Plugin}
 */
const withoutSockets = {
  name: 'without-sockets',
  setup(bundle) {
    bundle.onResolve({ filter: /^(node:)?net$/ }, ({ importer }) =>
      /[\\/]vscode-jsonrpc[\\/]lib[\\/]node[\\/]/.test(importer)
        ? { path: 'net', namespace: 'without-sockets' }
        : undefined,
    );
    bundle.onLoad({ filter: /.*/, namespace: 'without-sockets' }, () => ({
      contents: 'module.exports = {};',
    }));
  },
};

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  // Licences are collected in THIRD-PARTY-NOTICES (scripts/notices.mjs).
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};
/** @type {import('esbuild').BuildOptions} */
const node = { ...shared, platform: 'node', format: 'cjs', target: 'node20', plugins: [withoutSockets] };

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...node,
    entryPoints: ['src/host/extension.ts'],
    outdir: 'dist',
    external: ['vscode'],
    plugins: [withoutSockets, commonJsChunks('extension')],
  },
  // The runtime is native and stays a package; so do the grammars, which are files and found by createRequire.
  {
    ...node,
    entryPoints: ['src/worker/main.ts'],
    outfile: 'dist/worker.js',
    external: ['onnxruntime-node'],
  },
  {
    ...node,
    entryPoints: ['src/worker/engines/lane.ts'],
    outfile: 'dist/lane.js',
    external: ['onnxruntime-node'],
  },
  {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...node,
    entryPoints: ['src/mcp/main.ts'],
    outfile: 'dist/mcp.js',
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...shared,
    entryPoints: ['webview/panel.ts'],
    outfile: 'dist/panel.js',
    format: 'iife',
    target: 'es2022',
  },
  {
    ...shared,
    entryPoints: ['webview/timeline/timeline.ts'],
    outfile: 'dist/timeline.js',
    format: 'iife',
    target: 'es2022',
  },
];

if (watch) {
  const contexts = await Promise.all(bundles.map(options => context(options)));
  await Promise.all(contexts.map(c => c.watch()));
} else {
  const results = await Promise.all(bundles.map(options => build(options)));
  /** @type {import('esbuild').Metafile} */
  const meta = { inputs: {}, outputs: {} };
  for (const { metafile } of results) {
    Object.assign(meta.inputs, metafile.inputs);
    Object.assign(meta.outputs, metafile.outputs);
  }
  // What `npm link` put on the path is run as a program, also after the next build.
  await Promise.all(['dist/cli.js', 'dist/mcp.js'].map(file => chmod(file, 0o755)));
  await mkdir('dist', { recursive: true });
  await writeFile('dist/meta.json', JSON.stringify(meta));
}
