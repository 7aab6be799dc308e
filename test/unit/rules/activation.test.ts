import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Output {
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
}

/** The extension's files that are loaded when the window opens, before anything is asked of it. */
function loadedAtOnce(): ReadonlyMap<string, Output> {
  const { outputs } = JSON.parse(readFileSync('dist/meta.json', 'utf8')) as {
    readonly outputs: Readonly<Record<string, Output>>;
  };
  const loaded = new Map<string, Output>();
  const load = (path: string): void => {
    const output = outputs[path];
    if (output === undefined || loaded.has(path)) return;
    loaded.set(path, output);
    for (const { path: next, kind, external } of output.imports)
      if (kind === 'import-statement' && external !== true) load(next);
  };
  load('dist/extension.js');
  return loaded;
}

// `npm run build` first.
describe('activation', () => {
  const files = loadedAtOnce();
  const sources = [...files.values()].flatMap(({ inputs }) => Object.keys(inputs));

  it('loads what registers and listens', () => {
    expect(sources).toContain('src/host/extension.ts');
    expect(sources).toContain('src/host/capture/captureControl.ts');
  });

  it.each(['zod', 'vscode-jsonrpc', '@secretlint', 'dotenv', 'diff', 'lru-cache'])(
    'does not load %s',
    name => {
      expect(sources.filter(path => path.includes(`node_modules/${name}`))).toEqual([]);
    },
  );

  it('does not load what commands do, what reads patches or sessions, hides secrets or starts the scorer', () => {
    const later = [
      'src/host/commands.ts',
      'src/host/candidates/sources/',
      'src/platform/git/git.ts',
      'src/core/patch/parsePatch.ts',
      'src/core/sessions/',
      'src/platform/redaction/',
      'src/platform/process/scorerClient.ts',
      'src/platform/store/trajectoryStore.ts',
    ];
    expect(sources.filter(path => later.some(start => path.startsWith(start)))).toEqual([]);
  });

  it('stays small', () => {
    const parts = [...files.values()].flatMap(({ inputs }) => Object.values(inputs));
    const bytes = parts.reduce((sum, { bytesInOutput }) => sum + bytesInOutput, 0);
    expect(bytes).toBeLessThan(150_000);
  });

  it.each([...files.keys()])('%s does not copy the editor’s API', path => {
    expect(readFileSync(path, 'utf8')).not.toMatch(/__toESM\(require\("(vscode|node:)/);
  });
});
