import * as vscode from 'vscode';
import type { PanelMessage, PanelState } from '../core/protocol/panel';
import type { TimelineMessage, TimelineState } from '../core/protocol/timeline';
import { agentPorts } from './agents/agentPorts';
import { registerLanguageModelTools } from './agents/languageModelTools';
import { registerMcpServer } from './agents/mcpServers';
import { Badges } from './badges/badges';
import { FunctionLens } from './badges/functionLens';
import { ReviewDecorations } from './badges/reviewDecorations';
import { StatusItem } from './badges/statusItem';
import { Alternatives } from './candidates/alternatives';
import { CandidateDocuments } from './candidates/candidateDocuments';
import { candidateReading } from './candidates/candidateReading';
import { KeptCandidates } from './candidates/keptCandidates';
import { Choices } from './candidates/choices';
import { CaptureControl } from './capture/captureControl';
import { CaptureStatusItem } from './capture/captureStatusItem';
import type { Capture } from './capture/capturedChange';
import { ChangeMonitor } from './capture/changeMonitor';
import { gitFolderOf } from './capture/gitFolder';
import { InnerLook } from './capture/innerLook';
import { dirtyDocuments } from './capture/openDocuments';
import { RepositoryFinder } from './capture/repositoryFinder';
import type { CommandTargets } from './commands';
import { Disposables } from './disposal';
import type { CurrentFolder } from './folder/currentFolder';
import { FolderLeft } from './folder/folderLeft';
import { keptOfFolder } from './folder/keptOfFolder';
import type { WorkFolder } from './folder/lookedAt';
import { LocalLearning } from './learning/localLearning';
import { Outcomes } from './learning/outcomes';
import type { PageView } from './pageView';
import { PanelReveal } from './panel/panelReveal';
import { contributedCommands, registerCommands } from './registerCommands';
import { ChangeReview } from './review/changeReview';
import { RangeReview } from './review/rangeReview';
import { ReviewDocuments } from './review/reviewDocuments';
import { ReviewThreads } from './review/reviewThreads';
import type { LazyScorer } from './scoring/lazyScorer';
import { readFolderSettings } from './settings';
import { TaskStore } from './task/taskStore';
import { telling } from './telling';
import { followSteps } from './trajectories/followSteps';
import { LiveSessions } from './trajectories/liveSessions';
import { ShownTrajectory } from './trajectories/shownTrajectory';
import { Timeline } from './trajectories/timeline';

/** What a window has once, whatever folder is looked at: a view of VS Code cannot be made anew, and a model is long to load. */
export interface WindowParts {
  readonly context: vscode.ExtensionContext;
  readonly folders: CurrentFolder;
  readonly scorer: LazyScorer;
  readonly panel: PageView<PanelState, PanelMessage>;
  readonly timelineView: PageView<TimelineState, TimelineMessage>;
  readonly log: vscode.LogOutputChannel;
}

export interface Composition extends vscode.Disposable {
  /** Resolves when nothing is left to be written. Is called before `dispose`. */
  end(): Promise<void>;
}

/**
 * Builds what belongs to the folder that is looked at, and connects it. Starts no process and reads no file but the task;
 * what is needed when something happens, rather than to be told of it, is loaded then (`import()` cuts the bundle).
 *
 * @param before resolves when nothing is written any more of what was composed for the same folder earlier
 */
export function composeFolder(
  { context, folders, scorer, panel, timelineView, log }: WindowParts,
  before: Promise<unknown> = Promise.resolve(),
): Composition {
  const parts = new Disposables();
  const { current } = folders;
  const folder = current === null ? null : vscode.Uri.file(current.path);
  const leaving = new AbortController();
  const left = leaving.signal;
  parts.add({ dispose: () => leaving.abort(new FolderLeft()) });
  const { memory, storage } = keptOfFolder(context, current?.path ?? null);

  const tasks = parts.add(new TaskStore(folder, memory, log));
  const monitor = parts.add(new ChangeMonitor(folder));
  const innerLook = new InnerLook();
  parts.add(monitor.onDidNotice(file => innerLook.note(file)));
  const repository = new RepositoryFinder(
    folder?.fsPath ?? null,
    async root => (await import('../platform/git/git')).Git.open(root),
    {
      opened: ({ root }) =>
        void gitFolderOf(root).then(found => found !== null && monitor.watchRepository(root, found)),
      missing: path => folders.lacksRepository(path),
    },
  );
  const outcomes = parts.add(new Outcomes(storage ?? null, log));
  const learning = parts.add(new LocalLearning(scorer, outcomes, memory));
  const recording = parts.add(new CaptureControl(folder, storage, before, repository, tasks, log));
  const sessions = parts.add(new LiveSessions(repository, recording, log));
  parts.add(new CaptureStatusItem(recording, sessions));
  const review = parts.add(
    new ChangeReview(
      signal => capture(repository, tasks, current, innerLook, signal),
      async ({ base }) =>
        (await import('./trajectories/changeSteps')).changeSteps(base, recording, sessions.current),
      tasks,
      learning,
      log,
    ),
  );
  const alternatives = parts.add(new Alternatives(tasks, learning, candidateReading(repository), log));
  const kept = parts.add(
    new KeptCandidates(memory, { folder: current, left, repository, alternatives, tasks, review, log }),
  );
  parts.add(registerLanguageModelTools(agentPorts(repository, tasks, learning), log));
  parts.add(registerMcpServer(context, folder));
  const choices = parts.add(new Choices(alternatives, memory, outcomes, monitor.onDidSettle));
  const documents = parts.add(new CandidateDocuments(alternatives, repository, choices));
  const rangeReview = parts.add(new RangeReview(learning, log));
  const reviewDocuments = parts.add(new ReviewDocuments(rangeReview));
  parts.add(new ReviewThreads(rangeReview));
  parts.add(new ReviewDecorations(rangeReview));
  parts.add(new Badges(review));
  parts.add(new FunctionLens(review));
  parts.add(new StatusItem(review, folders.toldName));

  const reveal = new PanelReveal(() => panel.refresh());
  const shown = parts.add(new ShownTrajectory(recording, sessions));
  const timeline = parts.add(new Timeline(timelineView, shown, recording, repository, tasks, learning, log));

  const targets: CommandTargets = {
    folder: current,
    left,
    folders,
    tasks,
    review,
    alternatives,
    documents,
    choices,
    rangeReview,
    reviewDocuments,
    repository,
    scorer,
    outcomes,
    learning,
    recording,
    sessions,
    shown,
    timeline,
    reveal,
    memory,
    scratch: vscode.Uri.joinPath(context.globalStorageUri, 'tests').fsPath,
    log,
  };
  parts.add(
    registerCommands(
      contributedCommands(context.extension),
      async () => (await import('./commands')).commandHandlers(targets),
      log,
    ),
  );

  panel.show(() => snapshot(targets));
  connect(parts, targets, { panel, monitor, kept });

  void tellWhetherTask(tasks);
  monitor.start();
  return { end: () => recording.end(), dispose: () => parts.dispose() };
}

/** Everything that the panel shows, as it stands. */
async function snapshot(targets: CommandTargets): Promise<PanelState> {
  const { tasks, review, alternatives, choices, rangeReview, learning, scorer, folders, reveal } = targets;
  const { panelState } = await import('./panel/panelState');
  return panelState({
    reveal: reveal.wanted,
    task: await tasks.current(),
    taskFile: tasks.taskFileName,
    taskFileProblem: tasks.fileProblem,
    review: review.review,
    reviewWork: review.progress,
    candidates: alternatives.candidates,
    standing: alternatives.standing,
    standingWork: alternatives.progress,
    choices,
    rangeReview,
    rangeReviewWork: rangeReview.progress,
    learning: await learning.state(),
    trusted: vscode.workspace.isTrusted,
    scorerNotice: scorer.notice,
    folder: folders.toldName,
  });
}

/** Has each part told what it needs to know of the others. */
function connect(
  parts: Disposables,
  targets: CommandTargets,
  { panel, monitor, kept }: Pick<WindowParts, 'panel'> & { monitor: ChangeMonitor; kept: KeptCandidates },
): void {
  const { tasks, review, alternatives, choices, rangeReview, learning, recording, sessions } = targets;
  const { scorer, timeline, log } = targets;
  const refreshPanel = () => panel.refresh();
  parts.add(
    panel.onDidReceive(
      message =>
        void telling(
          message.type,
          async () => (await import('./panel/panelMessages')).handlePanelMessage(message, targets),
          log,
        ),
    ),
  );
  for (const { onDidChange } of [review, alternatives, choices, rangeReview, learning])
    parts.add(onDidChange(refreshPanel));
  parts.add(vscode.workspace.onDidChangeWorkspaceFolders(refreshPanel));
  parts.add(vscode.workspace.onDidGrantWorkspaceTrust(() => (refreshPanel(), monitor.settle())));
  parts.add(monitor.onDidTouch(() => review.markStale()));
  parts.add(monitor.onDidSettle(() => void review.refresh()));
  parts.add(monitor.onDidSettle(() => void kept.open()));
  parts.add(monitor.onDidSettle(() => void recording.update()));
  parts.add(recording.onDidChange(() => offerRecordingCommands(recording)));
  offerRecordingCommands(recording);
  parts.add(followSteps(recording, sessions, () => monitor.settle()));
  parts.add(tasks.onDidChange(() => (refreshPanel(), monitor.settle(), void alternatives.rank())));
  parts.add(tasks.onDidChange(() => void tellWhetherTask(tasks)));
  const scoreAgain = () => {
    void review.refresh(true);
    void alternatives.rank();
    void rangeReview.again();
    timeline.rescore();
  };
  parts.add(learning.onDidShiftScores(scoreAgain));
  parts.add(scorer.onDidReplace(scoreAgain));
  parts.add(review.onDidChange(() => alternatives.followChange(review)));
  const scoring = parts.add(
    review.onDidChange(() => {
      if (review.review.kind !== 'scored') return;
      scoring.dispose();
      // By this the second step of the walkthrough is done.
      void vscode.commands.executeCommand('setContext', 'sweRm.hasScore', true);
    }),
  );
}

/** Commands that start or hold the recording are offered where they can do something. */
function offerRecordingCommands({ state }: CaptureControl): void {
  void vscode.commands.executeCommand('setContext', 'sweRm.recording', state.kind);
}

/** By this the first step of the walkthrough is done. */
async function tellWhetherTask(tasks: TaskStore): Promise<void> {
  const task = await tasks.current();
  await vscode.commands.executeCommand('setContext', 'sweRm.hasTask', task !== null);
}

async function capture(
  repository: RepositoryFinder,
  tasks: TaskStore,
  folder: WorkFolder | null,
  innerLook: InnerLook,
  signal: AbortSignal,
): Promise<Capture> {
  const found = await repository.find();
  if (found.kind === 'missing') return { kind: 'problem', problem: found.problem };
  const { git } = found;
  const options = {
    base: readFolderSettings(folder?.path ?? null).base,
    dirty: dirtyDocuments(git.root),
    exclude: tasks.excluded(git.root),
  };
  const { captureChange } = await import('./capture/captureChange');
  return captureChange(git, options, innerLook, signal);
}
