import * as vscode from 'vscode';
import { readCommits } from '../../../platform/candidates/commits';
import { parseRange } from '../../../platform/change/changeRange';
import { MAX_CANDIDATES } from '../alternatives';
import type { CandidateSource } from './candidateSource';
import { listedWords, pickMany } from './pickMany';

/** Commits of a range, each against its parent. */
export const commits: CandidateSource = {
  command: 'addCommits',
  label: 'Commits of a range…',
  detail: 'Each commit is compared with the one before it',
  icon: 'git-commit',
  async choose({ git }) {
    const text = await vscode.window.showInputBox({
      title: 'Commits of which range?',
      placeHolder: 'main..feature',
      validateInput: value =>
        parseRange(value) === null
          ? 'A range is two revisions with two dots between, such as main..feature.'
          : null,
    });
    const range = text === undefined ? null : parseRange(text);
    if (range === null) return null;
    const known = await git.commitsBetween(range.from, range.to, MAX_CANDIDATES);
    if (known === null)
      throw new Error(`There is no commit ${range.from} or ${range.to}; check the two names of the range.`);
    if (known.length === 0)
      throw new Error(`${range.to} has no commits beyond ${range.from}; name the older revision first.`);
    const chosen = await pickMany(
      'Commits to rank',
      `Each commit is one candidate for the task${listedWords(known.length, MAX_CANDIDATES)}`,
      known,
      commit => ({
        label: commit.subject,
        description: commit.id.slice(0, 8),
        picked: true,
      }),
    );
    return chosen === null ? null : options => readCommits(git, chosen, options);
  },
};
