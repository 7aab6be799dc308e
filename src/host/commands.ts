import * as vscode from 'vscode';
import { PANEL_SECTIONS } from '../core/protocol/panelSection';
import { addAll, addFrom, addFromAnySource } from './candidates/addCandidates';
import { currentCandidate, type Alternatives } from './candidates/alternatives';
import { CandidateActions } from './candidates/candidateActions';
import type { CandidateDocuments } from './candidates/candidateDocuments';
import { candidateSources } from './candidates/sources/candidateSources';
import type { Choices } from './candidates/choices';
import { chooseFolder } from './folder/chooseFolder';
import type { CurrentFolder } from './folder/currentFolder';
import { learningHandlers, type LearningTargets } from './learning/learningCommands';
import { NothingToDo } from './nothingToDo';
import type { PanelReveal } from './panel/panelReveal';
import type { Handlers } from './registerCommands';
import type { ChangeReview } from './review/changeReview';
import { reviewHandlers, type ReviewTargets } from './review/reviewCommands';
import type { LazyScorer } from './scoring/lazyScorer';
import { readSettings, setSetting } from './settings';
import { clearTask, openTaskFile, setTask } from './task/setTask';
import { tellDone } from './tellDone';
import { trajectoryHandlers, type TrajectoryTargets } from './trajectories/trajectoryCommands';

/** What the commands act on. */
export interface CommandTargets extends ReviewTargets, LearningTargets, TrajectoryTargets {
  readonly folders: CurrentFolder;
  readonly review: ChangeReview;
  readonly documents: CandidateDocuments;
  readonly scorer: LazyScorer;
  readonly reveal: PanelReveal;
}

/** What every command of package.json does. */
export function commandHandlers(targets: CommandTargets): Handlers {
  const { folders, tasks, alternatives, choices, scorer, reveal, log } = targets;
  const actions = new CandidateActions(targets);
  const sources = candidateSources(tasks, alternatives);
  const candidateOf = (id: unknown) => (typeof id === 'string' ? alternatives.find(id) : undefined);
  return {
    ...trajectoryHandlers(targets),
    ...reviewHandlers(targets),
    ...learningHandlers(targets),
    chooseFolder: () => chooseFolder(folders),
    setTask: () => setTask(tasks),
    clearTask: () => clearTask(tasks),
    openTask: () => openTaskFile(tasks),
    rescore: () => scoreAgain(targets),
    addCandidates: () => addFromAnySource(sources, targets),
    ...Object.fromEntries(sources.map(source => [source.command, () => addFrom(source, targets)])),
    applyCandidate: id => actions.apply(candidateOf(id)),
    moreOfCandidate: id => actions.more(candidateOf(id)),
    compareCandidates: () => actions.compare(),
    keepCandidate: () => actions.keep(),
    toggleBlind: () => toggleBlind(choices),
    addCurrentChange: () => addCurrentChange(targets),
    clearCandidates: () => clearCandidates(alternatives),
    openPanel: section => reveal.show(PANEL_SECTIONS.find(known => known === section) ?? null),
    showLog: () => log.show(),
    restartScorer: () => restart(scorer),
    chooseModel: () => chooseModel(),
    openWalkthrough: () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', 'swe-rm.swe-rm#sweRm.start', false),
    toggleBadges: () => toggleBadges(),
  };
}

/** Scores anew whatever is shown; candidates are read again first, for a branch may have moved. */
async function scoreAgain(targets: CommandTargets): Promise<void> {
  targets.timeline.rescore();
  const { readCandidatesAgain } = await import('./candidates/candidatesAgain');
  await Promise.all([
    targets.review.refresh(true),
    readCandidatesAgain(targets),
    targets.rangeReview.again(),
  ]);
}

async function addCurrentChange({ review, alternatives, log }: CommandTargets): Promise<void> {
  await review.refresh();
  const { change } = review;
  // Without a change, what is shown in its place says why, and what to do.
  if (change === null) {
    const problem = review.review.kind === 'message' ? review.review.problem : null;
    if (problem?.error === true) throw new Error(problem.sentence);
    throw new NothingToDo(`There is no change to add yet. ${problem?.sentence ?? 'Edit a file first.'}`);
  }
  addAll(alternatives, { candidates: [currentCandidate(change)], problems: [] }, log);
}

function clearCandidates(alternatives: Alternatives): void {
  if (alternatives.candidates.length === 0) throw new NothingToDo('There are no candidates to remove.');
  alternatives.clear();
}

function restart(scorer: LazyScorer): void {
  scorer.restart();
  tellDone('the scorer was stopped; the next score starts a new one.');
}

async function toggleBadges(): Promise<void> {
  const shown = !readSettings().badges;
  await setSetting('badges.enabled', shown);
  tellDone(
    shown ? 'scores are shown beside changed lines.' : 'scores are no longer shown beside changed lines.',
  );
}

async function toggleBlind(choices: Choices): Promise<void> {
  await choices.toggleBlind();
  const sources = choices.blind ? 'hidden until you apply or keep a candidate' : 'shown';
  tellDone(`sources are ${sources}.`);
}

async function chooseModel(): Promise<void> {
  const own = 'The model that ships with the extension';
  const other = 'Another folder…';
  const choice = await vscode.window.showQuickPick([own, other], { title: 'Which reward model?' });
  if (choice === own) return setSetting('model.folder', undefined);
  if (choice !== other) return;
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: 'A model folder (it holds a manifest.json)',
      openLabel: 'Use Model',
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  if (folder !== undefined) await setSetting('model.folder', folder.fsPath);
}
