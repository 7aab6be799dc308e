import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Timeline } from '../../../src/host/trajectories/timeline';
import type * as editorEvents from './editorEvents';
import { EventEmitter } from './editorEvents';

vi.mock('vscode', async original => ({
  ...(await original<typeof editorEvents>()),
  workspace: { registerTextDocumentContentProvider: () => ({ dispose: () => undefined }) },
}));

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

it('nothing of a folder is scored once another was chosen, although it was still being looked at', async () => {
  const { event } = new EventEmitter<void>();
  let found = (): void => undefined;
  const looked = new Promise<void>(resolve => (found = resolve));
  const view = {
    visible: true,
    onDidShow: event,
    onDidReceive: event,
    show: () => undefined,
    refresh: () => undefined,
  };
  const shown = { onDidChange: event, current: null, look: () => looked };
  const others = { onDidChange: event };
  const timeline = new Timeline(
    ...([view, shown, others, {}, others, {}, {}] as unknown as ConstructorParameters<typeof Timeline>),
  );
  timeline.dispose();
  found();
  await looked;
  await Promise.resolve();
  expect(vi.getTimerCount()).toBe(0);
});
