import type * as vscode from 'vscode';
import { HeadLog } from '../../platform/capture/headLog';
import { Recorder, type RecorderEvents } from '../../platform/capture/recorder';
import type { Git } from '../../platform/git/git';
import type { TrajectoryStore } from '../../platform/store/trajectoryStore';
import type { TaskStore } from '../task/taskStore';
import { EditorEvents } from './editorEvents';
import { EditorFiles } from './editorFiles';

/** What exists while capture is on. */
export interface Capturing extends vscode.Disposable {
  readonly recorder: Recorder;
}

/** Begins to watch what is done in a repository, to record it. */
export async function beginCapturing(
  git: Git,
  gitFolder: string,
  store: TrajectoryStore,
  tasks: TaskStore,
  told: RecorderEvents,
): Promise<Capturing> {
  const { root } = git;
  const files = new EditorFiles(root, tasks);
  const recorder = new Recorder(git, await HeadLog.open(gitFolder), store, files, told);
  const events = new EditorEvents(root, gitFolder, recorder);
  recorder.arm();
  return { recorder, dispose: () => events.dispose() };
}
