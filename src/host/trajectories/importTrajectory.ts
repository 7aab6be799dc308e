import * as vscode from 'vscode';
import type { TrajectoryStore } from '../../platform/store/trajectoryStore';
import type { WorkFolder } from '../folder/lookedAt';
import { countText } from '../../core/text/countText';

/** A document above this is no session that a person looks at. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Asks for a file, stores the trajectory in it and shows it. */
export async function importTrajectory(
  store: TrajectoryStore,
  folder: WorkFolder | null,
  show: (id: string) => Promise<void>,
): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'A trajectory (ATIF) or a session of an agent',
      openLabel: 'Import',
      filters: { 'Trajectories and sessions': ['json', 'jsonl', 'traj', 'md', 'yaml'], 'All files': ['*'] },
    })) ?? [];
  if (file === undefined) return;
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MAX_BYTES)
    throw new Error('This file is larger than 64 MB; it is not a trajectory of one session.');
  // Whoever wrote it: it is recognised by its content. All agents' formats are read when the first is imported.
  const { readSession } = await import('../../platform/agents/readSession');
  const reading = await readSession(file.fsPath, { workspace: folder?.path ?? null });
  if (reading.kind !== 'session') throw new Error(reading.message);
  const { trajectory, problems } = reading.session;
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
      : [
          problems[0]?.message ?? '',
          ...(problems.length === 1 ? [] : [`And ${countText(problems.length - 1, 'more remark')}.`]),
        ]),
  ];
  void vscode.window.showInformationMessage(
    [`Imported ${countText(trajectory.steps.length, 'step')} (${reading.label}).`, ...notes].join(' '),
  );
  await show(id);
}
