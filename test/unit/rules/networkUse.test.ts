import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { describe, expect, it } from 'vitest';
import { networkUses } from './networkUse';

describe('what is shipped', () => {
  // The bundles hold their libraries too: `npm run build` first.
  const scripts = readdirSync('dist', { recursive: true, encoding: 'utf8' })
    .map(name => name.replaceAll('\\', '/'))
    .filter(name => name.endsWith('.js'));

  it('holds each bundle, and the extension in parts', () => {
    const whole = ['extension', 'worker', 'lane', 'cli', 'mcp', 'panel', 'timeline'].map(
      name => `${name}.js`,
    );
    expect(scripts).toEqual(expect.arrayContaining(whole));
    expect(scripts.filter(name => name.startsWith('extension/'))).not.toEqual([]);
  });

  it.each(scripts)('dist/%s has no way to the network', name => {
    expect(networkUses(readFileSync(`dist/${name}`, 'utf8'))).toEqual([]);
  });

  // The grammars' package is found by createRequire, which a bundler leaves alone.
  it('leaves out of the bundles only the editor and the runtime', () => {
    const meta = JSON.parse(readFileSync('dist/meta.json', 'utf8')) as Metafile;
    const outside = Object.values(meta.outputs).flatMap(({ imports }) => imports.filter(i => i.external));
    const packages = new Set(outside.map(i => i.path).filter(path => !isBuiltin(path)));
    expect([...packages].sort()).toEqual(['onnxruntime-node', 'vscode']);
  });

  it.each(['backend', 'binding', 'index', 'version'])('onnxruntime-node/dist/%s.js has none either', name => {
    expect(networkUses(readFileSync(`node_modules/onnxruntime-node/dist/${name}.js`, 'utf8'))).toEqual([]);
  });

  // Its loader, made by Emscripten, can fetch a grammar in a browser. In Node it reads files: the run under
  // test/unit/rules/offline.test.ts shows that nothing is asked of the network.
  it('tree-sitter.js holds the browser half of its loader and nothing more', () => {
    const uses = networkUses(
      readFileSync('node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter.js', 'utf8'),
    );
    expect(new Set(uses.map(use => use.replace(/^\d+: /, '')))).toEqual(
      new Set(['fetch', 'XMLHttpRequest', 'importScripts']),
    );
  });
});

describe('a way to the network is found', () => {
  it.each([
    `const http = require("node:http");`,
    `const { connect } = require("net");`,
    `const tls = __require("tls");`,
    `import dns from 'node:dns/promises';`,
    `const dgram = await import('dgram');`,
    `process.getBuiltinModule('https').get(url);`,
    `const { Agent } = require('undici');`,
    `fetch(url);`,
    `const ask = fetch; ask(url);`,
    `globalThis.fetch(url);`,
    `window["fetch"](url);`,
    `const { fetch: f } = window;`,
    `new XMLHttpRequest();`,
    `new WebSocket(url);`,
    `new EventSource(url);`,
    `navigator.sendBeacon(url, data);`,
  ])('%s', script => {
    expect(networkUses(script)).toHaveLength(1);
  });

  it.each([
    `class Cache { fetch(key) { return this.get(key); } } new Cache().fetch('a');`,
    `const commands = { fetch: ['git', 'fetch'] };`,
    `// fetch(url) over http`,
    `const message = "fetch failed, see https://example.org";`,
    `const kind = "net"; const kinds = ["net", "http"];`,
  ])('and not in %s', script => {
    expect(networkUses(script)).toEqual([]);
  });
});

interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly imports: readonly { readonly path: string; readonly external?: boolean }[] }>
  >;
}
