import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { readFolderSettings, readSettings } from '../../../src/host/settings';

const written = vi.hoisted((): { values: Readonly<Record<string, unknown>> } => ({ values: {} }));

vi.mock('vscode', () => ({
  workspace: {
    getConfiguration: () => ({ get: (name: string) => written.values[name] }),
  },
}));

interface Declared {
  readonly default: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, Declared>> };
  };
};
const DECLARED = Object.entries(contributes.configuration.properties).map(
  ([name, declared]) => [name.replace(/^sweRm\./, ''), declared] as const,
);
const MIB = 1024 * 1024;

/** What the extension makes of a setting, in the unit in which it is written. */
function read(name: string): unknown {
  const settings = { ...readSettings(), ...readFolderSettings(null) };
  const { retention } = settings.capture;
  const values: Readonly<Record<string, unknown>> = {
    base: settings.base,
    taskFile: settings.taskFile,
    'badges.enabled': settings.badges,
    'codeLens.enabled': settings.codeLens,
    debounce: settings.debounceMs,
    'model.folder': settings.modelFolder ?? '',
    nodeExecutable: settings.nodeExecutable ?? '',
    threads: settings.threads,
    memoryCeiling: settings.memoryCeilingBytes / MIB,
    'capture.enabled': settings.capture.enabled,
    'capture.keepDays': retention.maxAgeDays,
    'capture.keepMegabytes': retention.maxBytes / MIB,
    'capture.keepCount': retention.maxCount,
  };
  expect(Object.keys(values).sort()).toEqual(DECLARED.map(([declared]) => declared).sort());
  return values[name];
}

describe('settings', () => {
  it.each(DECLARED)('%s is what package.json says when nothing is written', (name, declared) => {
    written.values = {};
    expect(read(name)).toEqual(declared.default);
    written.values = { [name]: declared.default };
    expect(read(name)).toEqual(declared.default);
  });

  it('stay within what package.json says, whatever a file holds', () => {
    const anything = fc.oneof(fc.jsonValue(), fc.double(), fc.string());
    const settings = fc.record(Object.fromEntries(DECLARED.map(([name]) => [name, anything])));
    fc.assert(
      fc.property(settings, values => {
        written.values = values;
        for (const [name, declared] of DECLARED) {
          const value = read(name);
          expect(typeof value).toBe(typeof declared.default);
          if (typeof value !== 'number') continue;
          expect(value).toBeGreaterThanOrEqual(declared.minimum ?? -Infinity);
          expect(value).toBeLessThanOrEqual(declared.maximum ?? Infinity);
        }
      }),
    );
  });

  it.each([
    ['base', ' origin/main ', 'origin/main'],
    ['base', '  ', 'HEAD'],
    ['base', 5, 'HEAD'],
    ['taskFile', null, 'TASK.md'],
    ['taskFile', '', ''],
    ['badges.enabled', false, false],
    ['capture.enabled', false, false],
    ['capture.enabled', 'no', false],
    ['debounce', NaN, 600],
    ['debounce', 20, 100],
    ['debounce', 'soon', 600],
    ['threads', 3.9, 3],
    ['capture.keepCount', 20_000, 10_000],
  ])('%s %j is read as %j', (name, value, as) => {
    written.values = { [name]: value };
    expect(read(name)).toBe(as);
  });
});
