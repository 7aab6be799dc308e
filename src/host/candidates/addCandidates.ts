import * as vscode from 'vscode';
import type { ReadCandidates } from '../../core/candidates/candidate';
import type { Git } from '../../platform/git/git';
import { cancellableWork } from '../cancellableWork';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import type { WorkFolder } from '../folder/lookedAt';
import { showSection } from '../panel/panelReveal';
import { readFolderSettings } from '../settings';
import type { TaskStore } from '../task/taskStore';
import { MAX_CANDIDATES, type Alternatives } from './alternatives';
import type { CandidateSource } from './sources/candidateSource';

type AddLog = Pick<vscode.LogOutputChannel, 'warn' | 'show'>;

/** More sentences are not read in a message; the log has them all. */
const MAX_TOLD = 3;

export interface AddTargets {
  readonly folder: WorkFolder | null;
  /** Aborted when the folder is looked at no longer. */
  readonly left: AbortSignal;
  readonly repository: RepositoryFinder;
  readonly alternatives: Alternatives;
  readonly tasks: Pick<TaskStore, 'excluded'>;
  readonly log: AddLog;
}

/** Asks which source to take candidates from, and adds what it gives. */
export async function addFromAnySource(
  sources: readonly CandidateSource[],
  targets: AddTargets,
): Promise<void> {
  // Without a repository every source would say so only after it was chosen.
  await targets.repository.git();
  const items = sources.map(source => ({
    label: `$(${source.icon}) ${source.label}`,
    detail: source.detail,
    source,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Add Candidates',
    placeHolder: 'Where do the candidates come from?',
    matchOnDetail: true,
  });
  if (chosen !== undefined) await addFrom(chosen.source, targets);
}

/** Asks a source's own questions and adds what it gives. */
export async function addFrom(
  source: CandidateSource,
  { folder, left, repository, alternatives, tasks, log }: AddTargets,
): Promise<void> {
  const git = await repository.git();
  const read = await source.choose({ git, left, base: () => candidateBase(git, folder) });
  if (read === null) return;
  const result = await cancellableWork('Reading candidates', left, (signal, report) =>
    read({
      signal,
      exclude: tasks.excluded(git.root),
      onProgress: (done, total) => report(`${done} of ${total}`, total === 0 ? 0 : done / total),
    }),
  );
  addAll(alternatives, result, log);
}

/**
 * The commit that a patch without one of its own is against: where the base of the current change and HEAD diverged.
 *
 * @throws in one sentence when there is none
 */
export async function candidateBase(git: Git, folder: WorkFolder | null): Promise<string> {
  const name = readFolderSettings(folder?.path ?? null).base;
  const commit = await git.mergeBase(name, 'HEAD');
  if (commit === null)
    throw new Error(
      `There is no commit "${name}" to apply patches to; make a first commit, or correct the setting sweRm.base.`,
    );
  return commit;
}

/** Adds candidates, shows them, and says in one message what could not be used. */
export function addAll(
  alternatives: Alternatives,
  { candidates, problems }: ReadCandidates,
  log: AddLog,
): void {
  const refused = candidates.length === 0 ? 0 : alternatives.add(candidates);
  const full =
    refused === 0 ? [] : [`${refused} more could not be added, since at most ${MAX_CANDIDATES} are ranked.`];
  tellProblems([...full, ...problems], log);
  if (candidates.length > 0) void showSection('alternatives');
}

/** Says in one message what could not be used. Fifty sessions may leave fifty sentences. */
export function tellProblems(sentences: readonly string[], log: AddLog): void {
  if (sentences.length > MAX_TOLD + 1) void tellFirst(sentences, log);
  else if (sentences.length > 0) void vscode.window.showWarningMessage(sentences.join(' '));
}

async function tellFirst(sentences: readonly string[], log: AddLog): Promise<void> {
  for (const sentence of sentences) log.warn(sentence);
  const told = sentences.slice(0, MAX_TOLD).join(' ');
  const showLog = 'Show Log';
  const answer = await vscode.window.showWarningMessage(
    `${told} ${sentences.length - MAX_TOLD} more messages are in the log.`,
    showLog,
  );
  if (answer === showLog) log.show();
}
