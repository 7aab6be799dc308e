import * as vscode from 'vscode';
import type { StoredTrajectory, TrajectoryStore } from '../../platform/store/trajectoryStore';
import type { Recorder } from '../../platform/capture/recorder';
import type { CaptureControl } from '../capture/captureControl';
import type { WorkFolder } from '../folder/lookedAt';
import { NothingToDo } from '../nothingToDo';
import type { Handlers } from '../registerCommands';
import { readSettings, setSetting } from '../settings';
import { nothingStored } from './emptyTimeline';
import { importTrajectory } from './importTrajectory';
import type { LiveSession } from './liveSession';
import type { LiveSessions } from './liveSessions';
import type { ShownTrajectory } from './shownTrajectory';
import type { Timeline } from './timeline';
import { deletedText, sizeText, trajectoryLabel } from './trajectoryWords';
import { countText } from '../../core/text/countText';

type Item<Choice> = vscode.QuickPickItem & { readonly choice: Choice };

/** What the commands act on. */
export interface TrajectoryTargets {
  /** The folder that all of this is about. */
  readonly folder: WorkFolder | null;
  readonly recording: CaptureControl;
  readonly sessions: LiveSessions;
  readonly shown: ShownTrajectory;
  readonly timeline: Timeline;
}

/** What can be done with recordings and stored trajectories: commands by their names without the prefix. */
export function trajectoryHandlers(targets: TrajectoryTargets): Handlers {
  const { folder, recording, sessions, shown, timeline } = targets;
  const showSession = () => {
    shown.followSession();
    return timeline.reveal();
  };
  const show = async (id: string) => {
    await shown.choose(id);
    await timeline.reveal();
  };
  return {
    startCapture: () => recording.start(),
    pauseCapture: () => recorderOf(recording).pause(),
    stopCapture: () => recorderOf(recording).stop(),
    captureMenu: () => captureMenu(recording, sessions.current, showSession),
    showTrajectories: async () => {
      const live = sessions.current === null ? [] : [liveItem(sessions.current)];
      const chosen = await pick(recording, 'Trajectories of this folder', live);
      if (chosen === 'live') await showSession();
      else if (chosen !== undefined) await show(chosen.id);
    },
    exportTrajectory: () => exportTrajectory(recording, folder),
    importTrajectory: async () => importTrajectory(await storeOf(recording), folder, show),
    deleteTrajectories: () => deleteAll(recording, folder, shown),
    followRecording: () => {
      shown.followRecording();
      return timeline.reveal();
    },
  };
}

function recorderOf({ recorder, state }: CaptureControl): Recorder {
  if (recorder !== null) return recorder;
  throw new Error(`Nothing is recorded${state.kind === 'off' ? `: ${state.reason}` : ''}.`);
}

async function storeOf(capture: CaptureControl): Promise<TrajectoryStore> {
  const store = await capture.store();
  if (store === null) throw new Error('Open a folder first: trajectories belong to a workspace.');
  return store;
}

/** What can be done with the recording as it stands. */
async function captureMenu(
  capture: CaptureControl,
  session: LiveSession | null,
  showSession: () => Promise<void>,
): Promise<void> {
  const { state } = capture;
  const command = (icon: string, title: string, name: string) => ({
    label: `$(${icon}) ${title}`,
    run: () => vscode.commands.executeCommand(`sweRm.${name}`),
  });
  const running = ['recording', 'waiting', 'preparing'].includes(state.kind);
  const { enabled } = readSettings().capture;
  const choices = [
    ...(session === null ? [] : [{ label: `$(pulse) Show ${session.agent}, live`, run: showSession }]),
    ...(running ? [command('debug-pause', 'Pause', 'pauseCapture')] : []),
    ...(state.kind === 'recording' || !enabled
      ? []
      : [command('record', state.kind === 'paused' ? 'Continue' : 'Start now', 'startCapture')]),
    ...(running || state.kind === 'paused' ? [command('debug-stop', 'Stop', 'stopCapture')] : []),
    command('history', 'Show trajectories…', 'showTrajectories'),
    ...(state.kind === 'recording' || state.kind === 'paused'
      ? [{ label: '$(trash) Delete this recording', run: () => deleteCurrent(capture) }]
      : []),
    command('trash', 'Delete all trajectories…', 'deleteTrajectories'),
    {
      label: enabled ? '$(circle-slash) Turn recording off' : '$(record) Turn recording on',
      detail: 'Changes the setting sweRm.capture.enabled for all workspaces',
      run: () => setSetting('capture.enabled', !enabled),
    },
  ];
  const chosen = await vscode.window.showQuickPick(choices, {
    title: 'Recording of this folder',
  });
  await chosen?.run();
}

async function exportTrajectory(capture: CaptureControl, folder: WorkFolder | null): Promise<void> {
  const store = await storeOf(capture);
  const stored = await pick(capture, 'Which trajectory should be exported?');
  const read = stored === undefined ? null : await store.read(stored.id);
  if (stored === undefined || read === null) return;
  const target = await vscode.window.showSaveDialog({
    title: 'Export the trajectory as an ATIF document',
    filters: { 'ATIF trajectory': ['json'] },
    ...(folder === null
      ? {}
      : { defaultUri: vscode.Uri.joinPath(vscode.Uri.file(folder.path), '..', `${stored.id}.json`) }),
  });
  if (target === undefined) return;
  const { formatTrajectory } = await import('../../core/trajectory/formatTrajectory');
  const text = `${JSON.stringify(formatTrajectory(read.trajectory), null, 2)}\n`;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  const hidden =
    read.hidden === 0
      ? ''
      : ` ${countText(read.hidden, 'secret was', 'secrets were')} hidden when it was stored.`;
  void vscode.window.showInformationMessage(
    `Exported ${countText(read.trajectory.steps.length, 'step')} to ${target.fsPath}.${hidden}`,
  );
}

async function deleteCurrent(capture: CaptureControl): Promise<void> {
  const store = await storeOf(capture);
  const id = capture.current?.id;
  if (id === undefined) return;
  const deleted = await forgetting(capture, () => store.remove(id));
  void vscode.window.showInformationMessage(deletedText(deleted, store.folder));
}

async function deleteAll(
  capture: CaptureControl,
  folder: WorkFolder | null,
  shown: ShownTrajectory,
): Promise<void> {
  const store = await storeOf(capture);
  const stored = await store.list();
  if (stored.length === 0) throw new NothingToDo('There is no trajectory to delete.');
  const bytes = stored.reduce((sum, item) => sum + item.bytes, 0);
  const confirmed = await vscode.window.showWarningMessage(
    `Delete ${countText(stored.length, 'trajectory', 'trajectories')} of ${folder?.name ?? 'this workspace'}?`,
    { modal: true, detail: `${sizeText(bytes)} in ${store.folder}. This cannot be undone.` },
    'Delete All',
  );
  if (confirmed === undefined) return;
  const deleted = await forgetting(capture, () => store.removeAll());
  if ('problem' in deleted) throw new Error(deleted.problem);
  shown.followRecording();
  void vscode.window.showInformationMessage(deletedText(deleted, store.folder));
}

/** Deletes in the recorder's turn, so that nothing is written meanwhile. */
function forgetting<T>({ recorder }: CaptureControl, remove: () => Promise<T>): Promise<T> {
  return recorder === null ? remove() : recorder.forget(remove);
}

function liveItem({ agent }: LiveSession): Item<'live'> {
  return { label: `$(pulse) ${agent}, live`, choice: 'live' };
}

/** Asks for a stored trajectory, or one of the others that are offered before them. */
async function pick<Other = never>(
  capture: CaptureControl,
  title: string,
  others: readonly Item<Other>[] = [],
): Promise<StoredTrajectory | Other | undefined> {
  const stored = await (await storeOf(capture)).list();
  const items: Item<StoredTrajectory | Other>[] = [
    ...others,
    ...stored.map(one => ({ ...trajectoryLabel(one), choice: one })),
  ];
  if (items.length === 0) throw new NothingToDo(nothingStored(capture.state));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true }))
    ?.choice;
}
