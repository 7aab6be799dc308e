import * as vscode from 'vscode';
import type { PanelAction, PanelMessage } from '../core/protocol/panel';
import { PANEL_SECTIONS } from '../core/protocol/panelSection';
import { currentCandidate, type Alternatives } from './candidates/alternatives';
import { addAll, addFrom, addFromAnySource } from './candidates/addCandidates';
import type { CandidateActions } from './candidates/candidateActions';
import type { Choices } from './candidates/choices';
import type { CandidateSource } from './candidates/sources/candidateSource';
import type { CandidateDocuments } from './candidates/candidateDocuments';
import type { RepositoryFinder } from './capture/repositoryFinder';
import type { PanelReveal } from './panel/panelReveal';
import type { ChangeReview } from './review/changeReview';
import { hunkPlaces } from '../core/review/hunkPlaces';
import type { RangeReview } from './review/rangeReview';
import type { ReviewDocuments } from './review/reviewDocuments';
import type { LazyScorer } from './scoring/lazyScorer';
import { registerHandlers } from './registerHandlers';
import { readSettings, setSetting } from './settings';
import { clearTask, openTaskFile, setTask } from './task/setTask';
import type { TaskStore } from './task/taskStore';

/** What the commands act on. */
export interface CommandTargets {
  readonly tasks: TaskStore;
  readonly review: ChangeReview;
  readonly rangeReview: RangeReview;
  readonly reviewDocuments: ReviewDocuments;
  readonly alternatives: Alternatives;
  readonly documents: CandidateDocuments;
  readonly choices: Choices;
  readonly actions: CandidateActions;
  /** In the order in which they are offered. */
  readonly sources: readonly CandidateSource[];
  readonly repository: RepositoryFinder;
  readonly scorer: LazyScorer;
  readonly reveal: PanelReveal;
  readonly log: vscode.LogOutputChannel;
}

/** VS Code's own commands that a button of the panel stands for. */
const BUILT_IN: Partial<Record<PanelAction, readonly [string, ...unknown[]]>> = {
  openSettings: ['workbench.action.openSettings', '@ext:swe-rm.swe-rm'],
  manageTrust: ['workbench.trust.manage'],
  initRepository: ['git.init'],
  openFolder: ['workbench.action.files.openFolder'],
};

/** Registers every command of package.json; an error in one is told once and logged. */
export function registerCommands(targets: CommandTargets): vscode.Disposable {
  const { tasks, review, alternatives, choices, actions, sources, scorer, reveal, log } = targets;
  const candidateOf = (id: unknown) => (typeof id === 'string' ? alternatives.find(id) : undefined);
  const handlers: Readonly<Record<string, (id?: unknown) => unknown>> = {
    setTask: () => setTask(tasks),
    clearTask: () => clearTask(tasks),
    openTask: () => openTaskFile(tasks),
    rescore: () => Promise.all([review.refresh(true), alternatives.rank()]),
    addCandidates: () => addFromAnySource(sources, targets),
    ...Object.fromEntries(sources.map(source => [source.command, () => addFrom(source, targets)])),
    applyCandidate: id => actions.apply(candidateOf(id)),
    moreOfCandidate: id => actions.more(candidateOf(id)),
    compareCandidates: () => actions.compare(),
    keepCandidate: () => actions.keep(),
    toggleBlind: () => toggleBlind(choices),
    addCurrentChange: () => addCurrentChange(targets),
    clearCandidates: () => alternatives.clear(),
    openPanel: section => reveal.show(PANEL_SECTIONS.find(known => known === section) ?? null),
    showLog: () => log.show(),
    restartScorer: () => scorer.restart(),
    chooseModel: () => chooseModel(),
    openWalkthrough: () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', 'swe-rm.swe-rm#sweRm.start', false),
    toggleBadges: () =>
      setSetting('badges.enabled', !readSettings().badges, vscode.ConfigurationTarget.Global),
  };
  return registerHandlers(handlers, log);
}

/** Does what a button of the panel asks for. Ids it does not know are ignored: the panel may be a moment behind. */
export async function handlePanelMessage(message: PanelMessage, targets: CommandTargets): Promise<void> {
  const { review, alternatives, documents, choices } = targets;
  switch (message.type) {
    case 'ready':
      return;
    case 'revealed':
      return targets.reveal.done();
    case 'action': {
      const [command, ...rest] = BUILT_IN[message.action] ?? [`sweRm.${message.action}`];
      await vscode.commands.executeCommand(command, ...rest);
      return;
    }
    case 'openHunk':
      return openHunk(review, message.id);
    case 'openPlace':
      return targets.reviewDocuments.openPlace(message.id);
    case 'openDiff': {
      const candidate = alternatives.find(message.candidate);
      if (candidate !== undefined) await documents.open(candidate, choices.nameOf(candidate));
      return;
    }
    case 'applyCandidate':
    case 'moreOfCandidate':
      // A command without a candidate asks for one.
      if (alternatives.find(message.candidate) !== undefined)
        await vscode.commands.executeCommand(`sweRm.${message.type}`, message.candidate);
      return;
    case 'removeCandidate':
      return alternatives.remove(message.candidate);
    case 'cancel':
      return { change: review, alternatives, review: targets.rangeReview }[message.section].cancel();
  }
}

async function openHunk(review: ChangeReview, id: string): Promise<void> {
  const { change } = review;
  const place = change === null ? undefined : hunkPlaces(change.files, []).find(hunk => hunk.id === id);
  if (change === null || place === undefined || !place.exists) return;
  const uri = vscode.Uri.joinPath(vscode.Uri.file(change.root), ...place.path.split('/'));
  const at = new vscode.Position(place.line, 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
}

async function addCurrentChange({ review, alternatives }: CommandTargets): Promise<void> {
  await review.refresh();
  const { change } = review;
  if (change === null) throw new Error('There is no current change to add; edit a file first.');
  addAll(alternatives, { candidates: [currentCandidate(change)], problems: [] });
}

async function toggleBlind(choices: Choices): Promise<void> {
  await choices.toggleBlind();
  const sources = choices.blind ? 'hidden until you apply or keep a candidate' : 'shown';
  void vscode.window.setStatusBarMessage(`SWE-RM: sources are ${sources}.`, 4_000);
}

async function chooseModel(): Promise<void> {
  const own = 'The model that ships with the extension';
  const other = 'Another folder…';
  const choice = await vscode.window.showQuickPick([own, other], { title: 'Which reward model?' });
  if (choice === own) return setSetting('model.folder', undefined, vscode.ConfigurationTarget.Global);
  if (choice !== other) return;
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: 'A model folder (it holds a manifest.json)',
      openLabel: 'Use Model',
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  if (folder !== undefined)
    await setSetting('model.folder', folder.fsPath, vscode.ConfigurationTarget.Global);
}
