import * as path from 'node:path';
import * as vscode from 'vscode';
import {
  applyToNewBranch,
  applyToNewWorktree,
  refuseBranch,
  refuseFolder,
  removeBranch,
} from '../../platform/apply/applyElsewhere';
import { planApplication, type PlannedEdit } from '../../platform/apply/planApplication';
import type { Git } from '../../platform/git/git';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import { NothingToDo } from '../nothingToDo';
import type { TaskStore } from '../task/taskStore';
import type { Alternatives } from './alternatives';
import type { Alternative } from './alternative';
import type { CandidateDocuments } from './candidateDocuments';
import type { Choices } from './choices';
import { inRankingOrder } from './inRankingOrder';
import { namedRows } from './namedRows';
import { carryOut, equalLines, inverse, isUndone, shownText } from './workspaceEdits';
import { parsePatch } from '../../core/patch/parsePatch';
import { whereToLook } from '../../core/review/whereToLook';
import { countText } from '../../core/text/countText';

export interface CandidateActionTargets {
  readonly tasks: TaskStore;
  readonly alternatives: Alternatives;
  readonly choices: Choices;
  readonly documents: CandidateDocuments;
  readonly repository: RepositoryFinder;
}

type ActionItem = vscode.QuickPickItem & { readonly run: () => Promise<void> };

/** What a person does with candidates once they are ranked. What is thrown is one sentence. */
export class CandidateActions {
  constructor(private readonly targets: CandidateActionTargets) {}

  /** Asks which candidate, unless it is known, and where to apply it. */
  async apply(candidate?: Alternative): Promise<void> {
    const chosen = candidate ?? (await this.pick('Apply which candidate?'));
    if (chosen === null) return;
    const name = this.nameOf(chosen);
    await choose(`Apply ${name}`, [
      {
        label: '$(edit) To your files',
        detail: 'As you see them, unsaved edits included; one undo takes it back',
        run: () => this.applyHere(chosen),
      },
      {
        label: '$(git-branch) To a new branch…',
        detail: 'As one commit on its base; your files stay as they are',
        run: () => this.applyToBranch(chosen),
      },
      {
        label: '$(list-tree) To a new worktree…',
        detail: 'In a folder of its own beside this one, not committed',
        run: () => this.applyToWorktree(chosen),
      },
    ]);
  }

  /** Everything else that can be done with a candidate. */
  async more(known?: Alternative): Promise<void> {
    const candidate = known ?? (await this.pick('Which candidate?'));
    if (candidate === null) return;
    const name = this.nameOf(candidate);
    await choose(name, [
      {
        label: '$(diff) Compare with its base',
        detail: 'What it changes, file by file',
        run: () => this.targets.documents.open(candidate, name),
      },
      {
        label: '$(git-compare) Compare with another candidate…',
        detail: 'The files as each candidate leaves them, side by side',
        run: () => this.compare(candidate),
      },
      {
        label: '$(edit) Apply…',
        detail: 'To your files, a new branch or a new worktree',
        run: () => this.apply(candidate),
      },
      {
        label: '$(check) Keep',
        detail: 'Records that you prefer this one; changes no file',
        run: () => this.keep(candidate),
      },
      {
        label: '$(trash) Remove from the list',
        run: () => Promise.resolve(this.targets.alternatives.remove(candidate.id)),
      },
    ]);
  }

  async compare(candidate?: Alternative): Promise<void> {
    if (this.targets.alternatives.candidates.length === 1)
      throw new NothingToDo('There is no other candidate yet; add another first.');
    const first = candidate ?? (await this.pick('Compare which candidate?'));
    if (first === null) return;
    const second = await this.pick(`Compare ${this.nameOf(first)} with which other?`, first);
    if (second === null) return;
    const problem = await this.targets.documents.compare(
      [first, this.nameOf(first)],
      [second, this.nameOf(second)],
    );
    if (problem !== null) throw new NothingToDo(problem);
  }

  async keep(candidate?: Alternative): Promise<void> {
    const chosen = candidate ?? (await this.pick('Keep which candidate?'));
    if (chosen !== null) await this.targets.choices.choose(chosen);
  }

  private async applyHere(candidate: Alternative): Promise<void> {
    const git = await this.git();
    const plan = await planApplication(git, candidate, file => shownText(git.root, file));
    if (plan.kind === 'refused') throw new Error(plan.sentence);
    const name = this.nameOf(candidate);
    if (plan.edits.length === 0) throw new NothingToDo(`The files already contain the change of ${name}.`);
    const failure = await carryOut(git.root, plan.edits, `Apply ${name}`);
    if (failure !== null) throw new Error(failure);
    await this.targets.choices.choose(candidate, () => isUndone(git.root, plan.edits));
    await showFirst(git, candidate, plan.edits);
    const files = countText(plan.edits.length, 'file');
    const merged = plan.merged ? ' It was merged with what has changed since its base.' : '';
    const [mode] = plan.modes;
    const modes = mode === undefined ? '' : ` Set the executable bit of ${mode} yourself.`;
    const undo = 'Undo';
    const answer = await vscode.window.showInformationMessage(
      `Applied ${candidate.label} to ${files}.${merged}${modes}`,
      undo,
    );
    // The message stays when the editor's own undo was used, since the editor lets nobody take one away.
    if (answer !== undo || (await isUndone(git.root, plan.edits))) return;
    const undone = await carryOut(git.root, plan.edits.map(inverse).reverse(), `Undo ${name}`);
    if (undone !== null) throw new Error(undone);
    this.targets.choices.takeBack(candidate);
  }

  private async applyToBranch(candidate: Alternative): Promise<void> {
    const git = await this.git();
    const branch = await this.askBranch(git, candidate, 'Apply to a New Branch');
    if (branch === undefined) return;
    const name = this.nameOf(candidate);
    const task = await this.targets.tasks.current();
    const made = await applyToNewBranch(git, candidate, branch, `${task?.title ?? `Apply ${name}`}\n`);
    if (made.kind === 'refused') throw new Error(made.sentence);
    await this.targets.choices.choose(candidate);
    const remove = 'Delete Branch';
    const answer = await vscode.window.showInformationMessage(
      `The branch ${branch} holds ${candidate.label} as one commit.`,
      remove,
    );
    if (answer !== remove) return;
    if (!(await removeBranch(git, branch, made.commit)))
      throw new Error(
        `The branch ${branch} is checked out or has moved on; delete it yourself if you no longer need it.`,
      );
    this.targets.choices.takeBack(candidate);
  }

  private async applyToWorktree(candidate: Alternative): Promise<void> {
    const git = await this.git();
    const branch = await this.askBranch(git, candidate, 'Apply to a New Worktree (1 of 2): its branch');
    if (branch === undefined) return;
    const folder = await vscode.window.showInputBox({
      title: 'Apply to a New Worktree (2 of 2): its folder',
      value: `${git.root}-${branch.replaceAll('/', '-')}`,
      prompt: 'A folder that does not exist yet, outside this repository',
      validateInput: value => refuseFolder(git, value.trim()),
    });
    if (folder === undefined) return;
    const made = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: `Making the worktree ${path.basename(folder)}`,
      },
      () => applyToNewWorktree(git, candidate, folder.trim(), branch),
    );
    if (made.kind === 'refused') throw new Error(made.sentence);
    await this.targets.choices.choose(candidate);
    const open = 'Open in New Window';
    const answer = await vscode.window.showInformationMessage(
      `${folder.trim()} holds ${this.nameOf(candidate)} on the branch ${branch}, staged and not committed.`,
      open,
    );
    if (answer === open)
      await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder.trim()), {
        forceNewWindow: true,
      });
  }

  private async askBranch(git: Git, candidate: Alternative, title: string): Promise<string | undefined> {
    const branch = await vscode.window.showInputBox({
      title,
      value: `candidate/${slug(this.nameOf(candidate))}`,
      prompt: `It starts at ${candidate.base.slice(0, 8)}, the candidate’s base`,
      validateInput: value => refuseBranch(git, value.trim()),
    });
    return branch?.trim();
  }

  private nameOf(candidate: Alternative): string {
    return this.targets.choices.nameOf(candidate);
  }

  /**
   * In the order of the ranking; null when the person went away.
   *
   * @param besides one that is not offered, and those that make its change only after all others: between them there is
   *   nothing to see, and the first of a list is what Enter takes
   */
  private async pick(title: string, besides?: Alternative): Promise<Alternative | null> {
    const listed = inRankingOrder(this.targets.alternatives);
    // Candidates that make the same change share a verdict.
    const shared = listed.find(({ candidate }) => candidate === besides)?.verdict ?? null;
    const rows = listed.map(({ candidate, standing, verdict }) => {
      const same = shared !== null && verdict === shared;
      const description = same ? 'the same change' : standing;
      return { label: this.nameOf(candidate), description, candidate, same };
    });
    const items = namedRows(rows)
      .filter(({ candidate }) => candidate !== besides)
      .sort((a, b) => Number(a.same) - Number(b.same));
    if (items.length === 0) throw new NothingToDo('There are no candidates yet; add some first.');
    return (await vscode.window.showQuickPick(items, { title }))?.candidate ?? null;
  }

  private git(): Promise<Git> {
    return this.targets.repository.git();
  }
}

async function choose(title: string, items: readonly ActionItem[]): Promise<void> {
  const chosen = await vscode.window.showQuickPick(items, { title });
  await chosen?.run();
}

/** Shows where to look first, among the files that were there before: undo is one key away. */
async function showFirst(git: Git, candidate: Alternative, edits: readonly PlannedEdit[]): Promise<void> {
  const { files } = whereToLook(parsePatch(candidate.patch).files, { hunks: [], files: [] });
  const ordered = files.flatMap(file => edits.find(edit => edit.path === file.path) ?? []);
  const edit = ordered.find(({ kind }) => kind === 'change') ?? ordered.find(({ kind }) => kind === 'create');
  if (edit === undefined) return;
  const uri = vscode.Uri.file(path.join(git.root, edit.path));
  const line = edit.kind === 'change' ? equalLines(edit.before.split('\n'), edit.text.split('\n')) : 0;
  const at = new vscode.Position(line, 0);
  await vscode.window.showTextDocument(uri, { preview: false, selection: new vscode.Range(at, at) });
}

function slug(name: string): string {
  const words = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return (
    words
      .replace(/^-+|-+$/g, '')
      .slice(0, 40)
      .replace(/-+$/, '') || 'one'
  );
}
