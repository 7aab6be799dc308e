import * as vscode from 'vscode';
import { cancellableWork } from '../cancellableWork';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import { learnFromHistory } from './learnFromHistory';
import { NothingToDo } from '../nothingToDo';
import { showSection } from '../panel/panelReveal';
import type { Handlers } from '../registerCommands';
import type { LocalLearning } from './localLearning';
import type { Outcomes } from './outcomes';
import { tellDone } from '../tellDone';
import { countText } from '../../core/text/countText';

export interface LearningTargets {
  readonly learning: LocalLearning;
  readonly outcomes: Outcomes;
  readonly repository: RepositoryFinder;
  /** Aborted when the folder is looked at no longer. */
  readonly left: AbortSignal;
}

/** Commands by their names without the prefix. */
export function learningHandlers(targets: LearningTargets): Handlers {
  const { learning } = targets;
  const scan = new Scan();
  return {
    learnFromHistory: () => learn(targets, scan),
    useLocalMap: () => correct(learning),
    leaveLocalMap: () => leave(learning),
    resetLearning: () => reset(targets, scan),
  };
}

/** The reading of the history that is under way: two at a time would score the same commits twice. */
class Scan {
  private running: { readonly controller: AbortController; readonly ended: Promise<unknown> } | null = null;

  /** @throws one sentence while another is under way */
  refuseAnother(): void {
    if (this.running !== null)
      throw new Error('The history is already being read; its notification shows the progress.');
  }

  /** @returns null when it was stopped */
  async run<T>(asked: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    this.refuseAnother();
    const controller = new AbortController();
    const working = work(AbortSignal.any([asked, controller.signal]));
    this.running = { controller, ended: working.catch(() => undefined) };
    try {
      const result = await working;
      return controller.signal.aborted ? null : result;
    } finally {
      this.running = null;
    }
  }

  /** Resolves when nothing more of it is kept. */
  async stop(): Promise<void> {
    this.running?.controller.abort();
    await this.running?.ended;
  }
}

async function learn({ repository, learning, outcomes, left }: LearningTargets, scan: Scan): Promise<void> {
  scan.refuseAnother();
  const git = await repository.git();
  const go = 'Learn';
  const answer = await vscode.window.showInformationMessage(
    'Learn from the history of this repository?',
    {
      modal: true,
      detail:
        'Up to 2,000 commits are read and up to 300 of them scored, with their messages as the task. This takes some minutes and can be cancelled. A commit that was reverted, or whose lines a fix changed within two weeks, counts as bad; one that stood for two weeks counts as good. Only keys, scores and outcomes are kept, in the extension’s own storage.',
    },
    go,
  );
  if (answer !== go) return;
  const learned = await cancellableWork('Learning from the history', left, (asked, report) =>
    scan.run(asked, async signal => {
      try {
        return await learnFromHistory(git, learning, outcomes, signal, report);
      } catch (error) {
        if (signal.aborted) return null;
        throw error;
      }
    }),
  );
  if (learned === null) return;
  const { added, problem } = learned;
  const show = 'Show';
  const sentence =
    added === 0
      ? 'No new outcome was found in the history.'
      : `${countText(added, 'outcome')} added from the history.`;
  const next = await vscode.window.showInformationMessage(
    [sentence, ...(problem === null ? [] : [problem])].join(' '),
    show,
  );
  if (next === show) await showSection('learning');
}

async function correct(learning: LocalLearning): Promise<void> {
  await learning.use(true);
  if ((await learning.state()).inUse) return;
  void vscode.window.showInformationMessage(
    'Scores will be corrected once enough outcomes are known and a correction helps; “Learning from outcomes” in the panel shows the progress.',
  );
}

async function leave(learning: LocalLearning): Promise<void> {
  await learning.use(false);
  tellDone('scores are as the model gives them.');
}

async function reset({ learning, outcomes }: LearningTargets, scan: Scan): Promise<void> {
  if ((await outcomes.all()).length === 0) throw new NothingToDo('There is no outcome to forget.');
  const forget = 'Forget';
  const answer = await vscode.window.showWarningMessage(
    'Forget all outcomes of this repository?',
    { modal: true, detail: 'Scores will be as the model gives them. This cannot be undone.' },
    forget,
  );
  if (answer !== forget) return;
  // What is still being learned would come after what is forgotten.
  await scan.stop();
  await learning.reset();
}
