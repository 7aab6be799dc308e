import * as vscode from 'vscode';
import { headLabel, readPullRequests, type TitledHead } from '../../../platform/candidates/pullRequests';
import type { Git, Remote } from '../../../platform/git/git';
import {
  listPullRequestHeads,
  MAX_HEADS,
  pullRequestTitles,
  shownAddress,
} from '../../../platform/git/pullRequestHeads';
import { cancellableWork } from '../../cancellableWork';
import type { CandidateSource } from './candidateSource';
import { listedWords, pickMany } from './pickMany';

/** Heads of pull and merge requests, fetched from a remote after a person agreed to that. */
export const pullRequests: CandidateSource = {
  command: 'addPullRequests',
  label: 'Pull requests…',
  detail: 'Their heads, fetched by git from a remote you choose; asks before it uses the network',
  icon: 'git-pull-request',
  async choose({ git, left, base }) {
    // A remote's settings may name programs; in a folder that is not trusted they must not run.
    if (!vscode.workspace.isTrusted)
      throw new Error('Pull requests are fetched in trusted workspaces only; trust this one first.');
    const remote = await chooseRemote(git);
    if (remote === null || !(await agreed(remote))) return null;
    const heads = await cancellableWork(`Asking ${remote.name} for its pull requests`, left, async signal => {
      const found = await listPullRequestHeads(git, remote, signal);
      if (signal.aborted) return null;
      if ('problem' in found) throw new Error(found.problem);
      const titles = found.some(({ kind }) => kind === 'pull')
        ? await pullRequestTitles(remote, signal)
        : new Map<number, string>();
      return found.map((head): TitledHead => ({ ...head, title: titles.get(head.number) ?? null }));
    });
    if (heads === null) return null;
    if (heads.length === 0)
      throw new Error(`${remote.name} offers no heads of pull requests; add its branches instead.`);
    const chosen = await pickMany(
      'Pull requests to rank',
      `Each one is one candidate for the task${listedWords(heads.length, MAX_HEADS)}`,
      heads,
      head => ({
        label: headLabel(head),
        description: head.ref,
      }),
    );
    if (chosen === null) return null;
    const against = await base();
    return options => readPullRequests(git, remote, against, chosen, options);
  },
};

async function chooseRemote(git: Git): Promise<Remote | null> {
  const remotes = await git.remotes();
  const [only] = remotes;
  if (only === undefined) throw new Error('This repository has no remote; "git remote add" adds one.');
  if (remotes.length === 1) return only;
  const items = remotes.map(remote => ({
    label: remote.name,
    description: shownAddress(remote.url),
    remote,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: 'Pull requests of which remote?' });
  return chosen?.remote ?? null;
}

async function agreed(remote: Remote): Promise<boolean> {
  const yes = `Ask ${remote.name}`;
  const answer = await vscode.window.showInformationMessage(
    `Use the network to list and fetch pull requests of ${remote.name}?`,
    {
      modal: true,
      detail: `git asks ${shownAddress(remote.url)}, with your own credentials. None of your work is sent. Titles come from GitHub’s "gh" where it is installed.`,
    },
    yes,
  );
  return answer === yes;
}
