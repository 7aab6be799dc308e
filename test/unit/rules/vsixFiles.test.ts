import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packagedReadme } from '../../../scripts/packagedReadme.mjs';
import { listVsix, runtimeFiles, targets } from '../../../scripts/vsix.mjs';
import type { Manifest } from '../../../src/core/model/manifest';

const grammars = [
  ...[
    'bash',
    'c-sharp',
    'cpp',
    'go',
    'java',
    'javascript',
    'php',
    'python',
    'ruby',
    'rust',
    'tsx',
    'typescript',
  ],
].map(language => `tree-sitter-${language}.wasm`);

const onnxCommon = [
  ...['backend-impl', 'backend', 'env-impl', 'env', 'index', 'inference-session-impl', 'inference-session'],
  ...['onnx-model', 'onnx-value', 'tensor-conversion-impl', 'tensor-conversion', 'tensor-factory-impl'],
  ...[
    'tensor-factory',
    'tensor-impl-type-mapping',
    'tensor-impl',
    'tensor-utils-impl',
    'tensor-utils',
    'tensor',
  ],
  ...['trace', 'type-helper', 'version'],
];

function within(folder: string, names: readonly string[]): readonly string[] {
  return names.map(name => `${folder}/${name}`);
}

/** The parts of the extension that are loaded later, as the build names them by their content. */
function laterParts(): readonly string[] {
  const { outputs } = JSON.parse(readFileSync('dist/meta.json', 'utf8')) as {
    readonly outputs: Readonly<Record<string, unknown>>;
  };
  return Object.keys(outputs).filter(path => /^dist\/extension\/[\w-]+\.js$/.test(path));
}

/** Every path a .vsix may hold and must hold. */
function expectedFiles(target: string): readonly string[] {
  const { files } = JSON.parse(readFileSync('model/manifest.json', 'utf8')) as Manifest;
  return [
    ...['package.json', 'dist/README.md', 'CHANGELOG.md', 'LICENSE', 'THIRD-PARTY-NOTICES.txt'],
    ...within('dist', [
      'extension.js',
      'worker.js',
      'lane.js',
      'cli.js',
      'mcp.js',
      'panel.js',
      'timeline.js',
    ]),
    ...laterParts(),
    ...within('media', ['activity-bar.svg', 'icon.png', 'page.css', 'panel.css', 'timeline.css']),
    ...within('media/walkthrough', [
      'honest.md',
      'rank.svg',
      'recording.svg',
      'review.svg',
      'score.md',
      'score.svg',
      'task.svg',
    ]),
    ...within('model', [
      'manifest.json',
      'MODEL_CARD.md',
      ...Object.keys(files).filter(n => n !== 'MODEL_CARD.md'),
    ]),
    ...within('node_modules/@vscode/tree-sitter-wasm', ['package.json']),
    ...within('node_modules/@vscode/tree-sitter-wasm/wasm', [
      'tree-sitter.js',
      'tree-sitter.wasm',
      ...grammars,
    ]),
    ...within('node_modules/onnxruntime-common', ['package.json', 'dist/cjs/package.json']),
    ...within(
      'node_modules/onnxruntime-common/dist/cjs',
      onnxCommon.map(name => `${name}.js`),
    ),
    ...within('node_modules/onnxruntime-node', ['package.json']),
    ...within('node_modules/onnxruntime-node/dist', ['backend.js', 'binding.js', 'index.js', 'version.js']),
    ...runtimeFiles(target),
  ].sort();
}

/** What a .vsix holds and should not, and the other way round. */
function differences(target: string, files: readonly string[]): { unexpected: string[]; missing: string[] } {
  const expected = expectedFiles(target);
  return {
    unexpected: files.filter(file => !expected.includes(file)),
    missing: expected.filter(file => !files.includes(file)),
  };
}

describe('the files of a .vsix', { timeout: 120_000 }, () => {
  it.each(targets)('for %s are exactly these, with this runtime and no other', async target => {
    expect(differences(target, await listVsix(target))).toEqual({ unexpected: [], missing: [] });
  });

  it('are reported when sources or another platform slip in', async () => {
    const extra = ['!src/core/patch/*', `!${runtimeFiles('win32-x64')[0] ?? ''}`];
    const { unexpected, missing } = differences('linux-x64', await listVsix('linux-x64', extra));
    expect(missing).toEqual([]);
    expect(unexpected).toContain('src/core/patch/patch.ts');
    expect(unexpected).toContain(
      'node_modules/onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime_binding.node',
    );
  });

  it('are reported when one is left out', () => {
    const files = expectedFiles('linux-x64').filter(file => file !== 'dist/worker.js');
    expect(differences('linux-x64', files)).toEqual({ unexpected: [], missing: ['dist/worker.js'] });
  });
});

/** Where the links and pictures of a Markdown text lead. */
function addresses(markdown: string): readonly string[] {
  return [...markdown.matchAll(/\]\(([^)]*)\)|(?:src|href)="([^"]*)"/g)].map(
    ([, link, html]) => link ?? html ?? '',
  );
}

describe('what the editor shows of a .vsix', () => {
  it('has no address that only a checkout resolves', () => {
    const readme = packagedReadme(readFileSync('README.md', 'utf8'));
    expect(addresses(readme).filter(address => !address.startsWith('https:'))).toEqual([]);
    expect(addresses(readFileSync('CHANGELOG.md', 'utf8')).filter(a => !a.startsWith('https:'))).toEqual([]);
  });

  it('keeps the words of links, and leaves out pictures and what is nothing but links', () => {
    const markdown =
      '![p](p.png)\n\nA [card](a.md), b\n  ([how](b.md#c)). See [d](https://d.example).\n\n## More\n\n[e](e.md)\n';
    expect(packagedReadme(markdown)).toBe('A card, b. See [d](https://d.example).\n\n');
  });
});

describe('the packages of the lock file', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;

  it('come from the public registry or from wherever npm is told to look, never from a private address', () => {
    const addresses = Object.values(packages).flatMap(({ resolved }) => resolved ?? []);
    expect(addresses.filter(address => !address.startsWith('https://registry.npmjs.org/'))).toEqual([]);
  });

  it('have a checksum each', () => {
    const unchecked = Object.entries(packages).filter(([path, entry]) => path !== '' && !entry.integrity);
    expect(unchecked.filter(([, entry]) => !entry.inBundle).map(([path]) => path)).toEqual([]);
  });
});

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly resolved?: string; readonly integrity?: string; readonly inBundle?: boolean }>
  >;
}
