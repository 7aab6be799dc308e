import * as vscode from 'vscode';
import { parseTrajectory } from '../../core/trajectory/parseTrajectory';
import type { TrajectoryStore } from '../../platform/store/trajectoryStore';
import { countText } from './trajectoryWords';

/** A document above this is no session that a person looks at. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Asks for a file, stores the trajectory in it and shows it. */
export async function importTrajectory(
  store: TrajectoryStore,
  show: (id: string) => Promise<void>,
): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'A trajectory (ATIF, JSON)',
      openLabel: 'Import',
      filters: { Trajectories: ['json'], 'All files': ['*'] },
    })) ?? [];
  if (file === undefined) return;
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MAX_BYTES)
    throw new Error('This file is larger than 64 MB; it is not a trajectory of one session.');
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const { trajectory, problems } = parseTrajectory(parseJson(text));
  if (trajectory === null) throw new Error(problems[0]?.message ?? 'This file holds no trajectory.');
  const id = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Importing the trajectory…' },
    () => store.import(trajectory),
  );
  if (typeof id !== 'string') throw new Error(id.problem);
  const hidden = (await store.read(id))?.hidden ?? 0;
  const notes = [
    ...(hidden === 0 ? [] : [`${countText(hidden, 'secret')} hidden.`]),
    ...(problems.length === 0
      ? []
      : [`${countText(problems.length, 'part')} could not be read: ${problems[0]?.message ?? ''}`]),
  ];
  void vscode.window.showInformationMessage(
    [`Imported ${countText(trajectory.steps.length, 'step')}.`, ...notes].join(' '),
  );
  await show(id);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('This file is no JSON; a trajectory is an ATIF document.');
  }
}
