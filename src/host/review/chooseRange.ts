import * as vscode from 'vscode';
import { shortRef } from '../../core/text/shortRef';
import type { Task } from '../../core/task/task';
import { NO_TASK } from '../../core/task/taskReading';
import {
  askedRange,
  REVIEWABLE_REFS,
  type AskedRange,
  type ChangeRange,
} from '../../platform/change/changeRange';
import { taskOfCommits } from '../../platform/change/commitTask';
import type { Git, Ref } from '../../platform/git/git';
import { GitFailure } from '../../platform/git/gitFailure';
import { listedWords } from '../candidates/sources/pickMany';
import { taskSources } from '../task/taskSources';

/** The newest ones are what people look for, and a list can be typed into; anything else can be named. */
const MAX_REFS = 5_000;

interface RefItem extends vscode.QuickPickItem {
  /** Null: a separator, or the way to type something else. */
  readonly revision: string | null;
}

/** Asks which change to review. Null when the person changed their mind. */
export async function chooseRange(git: Git, signal: AbortSignal): Promise<AskedRange | null> {
  const target = await git.defaultBranch(signal);
  const all = await git.refs(REVIEWABLE_REFS, MAX_REFS, signal);
  const refs = all.filter(({ name }) => name !== target && !name.endsWith('/HEAD'));
  const typed: RefItem = {
    label: '$(edit) Type a range or a commit…',
    detail: 'main..feature, v1.2..v1.3, a commit id',
    alwaysShow: true,
    revision: null,
  };
  const last = await lastCommit(git, signal);
  const kinds: readonly [string, string, (ref: Ref) => boolean][] = [
    [
      'Pull requests that were fetched',
      'git-pull-request',
      ({ name }) => /^refs\/(pull|merge-requests)\//.test(name),
    ],
    ['Branches', 'git-branch', ({ name }) => name.startsWith('refs/heads/')],
    ['Branches of remotes', 'cloud', ({ name }) => name.startsWith('refs/remotes/')],
  ];
  const items = kinds.flatMap(([title, icon, belongs]): RefItem[] => {
    const own = refs.filter(belongs);
    if (own.length === 0) return [];
    return [
      { label: title, kind: vscode.QuickPickItemKind.Separator, revision: null },
      ...own.map(({ name, commit, subject }) => ({
        label: `$(${icon}) ${shortRef(name)}`,
        description: commit.slice(0, 8),
        detail: subject,
        revision: name,
      })),
    ];
  });
  const since = target === null ? 'its first parent' : shortRef(target);
  const chosen = await vscode.window.showQuickPick([typed, ...last, ...items], {
    title: 'Review a Change (1 of 2): which one',
    placeHolder: `A branch or a pull request is compared with where it left ${since}${listedWords(all.length, MAX_REFS)}`,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen === undefined) return null;
  const revision = chosen.revision ?? (await typeRange());
  if (revision === null) return null;
  // What cannot be reviewed is refused before a task is asked for, which would be typed for nothing.
  const range = await askedRange(git, revision, signal);
  if (!last.includes(chosen)) return range;
  // What comes after it, on the branch that it was the last one of.
  const branch = await git.currentBranch(signal);
  const tip = branch === null ? 'HEAD' : `refs/heads/${branch}`;
  return { ...range, tip, anew: `${range.head.slice(0, 10)}..${tip}` };
}

/** What an agent leaves behind that commits its work where it stands. */
async function lastCommit(git: Git, signal: AbortSignal): Promise<readonly RefItem[]> {
  const last = await git.lastCommit(signal);
  if (last === null) return [];
  return [
    {
      label: '$(git-commit) The last commit',
      description: last.id.slice(0, 8),
      detail: last.subject,
      revision: last.id,
    },
  ];
}

async function typeRange(): Promise<string | null> {
  const text = await vscode.window.showInputBox({
    title: 'Review a Change (1 of 2): which one',
    prompt: 'A..B is what B changed since it left A; a commit is compared with its first parent',
    placeHolder: 'main..feature',
  });
  return text === undefined || text.trim() === '' ? null : text;
}

/** Asks what the change should achieve: what its commits say, the task that is set, or another. Null: changed their mind. */
export async function chooseTask(git: Git, range: ChangeRange, current: Task | null): Promise<Task | null> {
  const fromCommits = await taskOfCommits(git, range).catch((error: unknown) => {
    if (!GitFailure.is(error)) throw error;
    // A task can be given all the same.
    void vscode.window.showWarningMessage(error.message);
    return NO_TASK;
  });
  interface TaskItem extends vscode.QuickPickItem {
    readonly read: () => Promise<{ readonly task: Task } | { readonly problem: string } | null>;
  }
  const known = (label: string, task: Task | null): TaskItem[] =>
    task === null ? [] : [{ label, detail: task.title, read: () => Promise.resolve({ task }) }];
  const title = 'Review a Change (2 of 2): what it should achieve';
  const items: TaskItem[] = [
    ...known('$(git-commit) What its commits say', fromCommits.task),
    ...known('$(checklist) The task that is set', current),
    ...taskSources(title),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'A change can only be judged against a task',
    matchOnDetail: true,
  });
  const given = (await chosen?.read()) ?? null;
  if (given === null) return null;
  if ('problem' in given) throw new Error(`Nothing was reviewed: ${given.problem}.`);
  return given.task;
}
