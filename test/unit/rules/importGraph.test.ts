import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { forbiddenImports, importCycles, importsOf, type LayerTable } from './importGraph';

const table = JSON.parse(readFileSync('layers.json', 'utf8')) as LayerTable;

function readSources(): Map<string, string> {
  const paths = ['src', 'webview']
    .flatMap(root => readdirSync(root, { recursive: true, encoding: 'utf8' }).map(name => `${root}/${name}`))
    .map(path => path.replaceAll('\\', '/'))
    .filter(path => path.endsWith('.ts'));
  return new Map([...paths, 'package.json'].map(path => [path, readFileSync(path, 'utf8')]));
}

describe('the rule between folders', () => {
  it('holds for every import of src and webview', () => {
    const sources = readSources();
    expect([...sources.keys()]).toContain('src/core/protocol/scorer.ts');
    expect(forbiddenImports(importsOf(sources), table)).toEqual([]);
  });

  it('allows no cycle between files, not even of types', () => {
    expect(importCycles(importsOf(readSources()))).toEqual([]);
  });

  it('has no index file that could become a barrel', () => {
    expect([...readSources().keys()].filter(path => path.endsWith('/index.ts'))).toEqual([]);
  });
});

describe('an import that breaks the rule is reported', () => {
  const real = readSources();

  it.each([
    ['core → platform', 'src/core/x.ts', `import { a } from '../platform/y';`, 'src/core may import only'],
    [
      'core → host, a type',
      'src/core/x.ts',
      `import type { A } from '../host/y';`,
      'src/core may import only',
    ],
    ['core → Node', 'src/core/x.ts', `import { readFileSync } from 'node:fs';`, 'src/core may use only'],
    ['core → Node, old style', 'src/core/x.ts', `const fs = require('fs');`, 'src/core may use only'],
    ['core → a package', 'src/core/x.ts', `import { LRUCache } from 'lru-cache';`, 'src/core may use only'],
    ['core → a package, later', 'src/core/x.ts', `const a = import('ora');`, 'src/core may use only'],
    ['platform → worker', 'src/platform/x.ts', `import '../worker/y';`, 'src/platform may import only'],
    ['platform → editor', 'src/platform/x.ts', `import * as vscode from 'vscode';`, 'vscode belongs to'],
    ['cli → worker', 'src/cli/x.ts', `import '../worker/y';`, 'src/cli may import only'],
    ['host → cli, a re-export', 'src/host/x.ts', `export { a } from '../cli/y';`, 'src/host may import only'],
    ['worker → host', 'src/worker/x.ts', `import { a } from '../host/y';`, 'src/worker may import only'],
    ['worker → runtime', 'src/worker/x.ts', `import 'onnxruntime-node';`, 'onnxruntime-node belongs to'],
    ['panel → host', 'webview/x.ts', `import { a } from '../src/host/y';`, 'webview may import only'],
    [
      'panel → a type of core',
      'webview/x.ts',
      `import type { A } from '../src/core/y';`,
      'webview may import only',
    ],
    [
      'panel → toolkit, elsewhere',
      'webview/x.ts',
      `import '@vscode/webview-ui-toolkit';`,
      'toolkit belongs to',
    ],
    ['a file in no layer', 'src/x.ts', `import { diffLines } from 'diff';`, 'in no layer'],
    ['a file that is not there', 'src/cli/x.ts', `import { gone } from './gone';`, 'no such source file'],
  ])('%s', (_, path, text, reason) => {
    const layers = ['src/core', 'src/platform', 'src/worker', 'src/host', 'src/cli'];
    const targets = layers.map(layer => [`${layer}/y.ts`, ''] as const);
    const broken = new Map([...real, ...targets, [path, text]]);
    const complaints = forbiddenImports(
      importsOf(broken).filter(({ from }) => from === path),
      table,
    );
    expect(complaints).toEqual([expect.stringContaining(reason)]);
  });

  it('also as a cycle, once', () => {
    const sources = new Map([
      ['src/core/a.ts', `import type { B } from './b';`],
      ['src/core/b.ts', `import { c } from './c';`],
      ['src/core/c.ts', `import { a } from './a';`],
    ]);
    expect(importCycles(importsOf(sources))).toEqual([
      ['src/core/a.ts', 'src/core/b.ts', 'src/core/c.ts', 'src/core/a.ts'],
    ]);
  });
});
