import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CaptureControl } from '../../../src/host/capture/captureControl';
import type * as editorEvents from './editorEvents';
import { EventEmitter } from './editorEvents';

const workspace = vi.hoisted(() => ({ isTrusted: true }));
vi.mock('vscode', async original => {
  const nothing = () => ({ dispose: () => undefined });
  return {
    ...(await original<typeof editorEvents>()),
    workspace: Object.assign(workspace, {
      getConfiguration: () => ({ get: () => undefined }),
      onDidChangeConfiguration: nothing,
      onDidGrantWorkspaceTrust: nothing,
    }),
    Uri: { joinPath: ({ fsPath }: { fsPath: string }, name: string) => ({ fsPath: join(fsPath, name) }) },
  };
});
const environment = vi.hoisted(() => ({ open: vi.fn() }));
vi.mock('../../../src/host/capture/environmentFiles', () => ({ EnvironmentFiles: environment }));

const recorders = vi.hoisted(() => [] as { written: () => void }[]);
vi.mock('../../../src/platform/capture/recorder', () => ({
  Recorder: class {
    readonly state = { kind: 'waiting' };
    written = (): void => undefined;
    arm = () => void recorders.push(this);
    dispose = () => new Promise<void>(resolve => (this.written = resolve));
  },
}));
vi.mock('../../../src/platform/capture/headLog', () => ({ HeadLog: { open: () => Promise.resolve({}) } }));
vi.mock('../../../src/host/capture/gitFolder', () => ({
  gitFolderOf: () => Promise.resolve('/project/.git'),
}));
vi.mock('../../../src/host/capture/editorFiles', () => ({ EditorFiles: class {} }));
vi.mock('../../../src/host/capture/editorEvents', () => ({
  EditorEvents: class {
    dispose = () => undefined;
  },
}));

beforeEach(() => {
  environment.open.mockResolvedValue({ values: [], dispose: () => undefined });
});
afterEach(() => {
  workspace.isTrusted = true;
  recorders.length = 0;
});

const ROOT = {
  sessionId: 's',
  agent: { name: 'Editor', version: '1', model: null },
  origin: { kind: 'unknown' },
  task: null,
  workspace: '/project',
  baseCommit: null,
  patch: null,
  notes: null,
} as const;

/** @param storage the extension's, of the folder */
function controlOf(storage: string, free: Promise<unknown>, repository: object): CaptureControl {
  const parts = [
    { fsPath: '/project' },
    { fsPath: storage },
    free,
    repository,
    { onDidChange: new EventEmitter<void>().event },
    { error: () => undefined },
  ];
  return new CaptureControl(...(parts as unknown as ConstructorParameters<typeof CaptureControl>));
}

it('nothing is recorded, or looked at to be recorded, in a workspace that is not trusted', async () => {
  workspace.isTrusted = false;
  const find = vi.fn();
  const control = controlOf('/storage', Promise.resolve(), { find });
  await control.update();
  expect(control.state).toEqual({ kind: 'off', reason: 'this workspace is in Restricted Mode' });
  await expect(control.start()).rejects.toThrow('Nothing is recorded: this workspace is in Restricted Mode.');
  expect(find).not.toHaveBeenCalled();
});

const FOUND = { find: () => Promise.resolve({ kind: 'found', git: { root: '/project' } }) };

it('no secrets are looked for where there is no repository to record', async () => {
  environment.open.mockClear();
  const control = controlOf('/storage', Promise.resolve(), {
    find: () => Promise.resolve({ kind: 'missing' }),
  });
  await control.update();
  expect(control.state).toMatchObject({ kind: 'off', reason: 'there is no git repository that can be read' });
  expect(environment.open).not.toHaveBeenCalled();
  control.dispose();
});

it('nothing is recorded any more once the window has asked for the end', async () => {
  const control = controlOf('/storage', Promise.resolve(), FOUND);
  const ended = control.end();
  await control.update();
  await ended;
  expect(recorders).toEqual([]);
});

it('recording that could not begin begins with the next look', async () => {
  const control = controlOf('/storage', Promise.resolve(), FOUND);
  environment.open.mockRejectedValueOnce(new Error('The files could not be searched.'));
  await control.update();
  expect(control.state).toEqual({ kind: 'off', reason: 'The files could not be searched.' });
  await control.update();
  expect(control.state.kind).toBe('waiting');
});

it('what was recorded is written before it is recorded again, and before the window closes', async () => {
  const control = controlOf('/storage', Promise.resolve(), FOUND);
  await control.update();
  workspace.isTrusted = false;
  const off = control.update();
  await expect.poll(() => control.state.kind).toBe('off');
  workspace.isTrusted = true;
  const on = control.update();
  await new Promise(setImmediate);
  expect(recorders).toHaveLength(1);
  recorders[0]?.written();
  await Promise.all([off, on]);
  expect(recorders).toHaveLength(2);
  expect(control.state.kind).toBe('waiting');

  workspace.isTrusted = false;
  void control.update();
  await expect.poll(() => control.state.kind).toBe('off');
  let ended = false;
  const end = control.end().then(() => (ended = true));
  await new Promise(setImmediate);
  expect(ended).toBe(false);
  recorders[1]?.written();
  await end;
});

it('a setting that is taken back at once leaves things as they were', async () => {
  const control = controlOf('/storage', Promise.resolve(), FOUND);
  await control.update();
  workspace.isTrusted = false;
  const off = control.update();
  workspace.isTrusted = true;
  await Promise.all([off, control.update()]);
  expect(control.state.kind).toBe('waiting');
  expect(recorders).toHaveLength(1);
});

it('a folder that was left a moment ago is recorded when it is chosen again, once what was done there is written', async () => {
  const fsPath = mkdtempSync(join(tmpdir(), 'swe-rm-capture-'));
  try {
    const control = (free: Promise<unknown>) => controlOf(fsPath, free, {});
    const first = control(Promise.resolve());
    expect(await (await first.store())?.begin(ROOT)).toHaveProperty('id');
    let leave = (): void => undefined;
    const left = new Promise<void>(resolve => (leave = resolve)).then(() => first.end());
    const second = control(left);
    const begun = second.store().then(store => store?.begin(ROOT));
    // Whoever does not wait asks for what the first still has.
    await Promise.race([begun, new Promise(resolve => setTimeout(resolve, 200))]);
    leave();
    expect(await begun).toHaveProperty('id');
    await second.end();
  } finally {
    rmSync(fsPath, { recursive: true });
  }
});
