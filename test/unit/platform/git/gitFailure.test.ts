import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { filesNamed, listFiles, showFile, showFiles } from '../../../../src/platform/git/committedFiles';
import { withoutFilters } from '../../../../src/platform/git/contentFilters';
import {
  changedLines,
  diffBetween,
  diffOfCommit,
  diffToWorkingTree,
} from '../../../../src/platform/git/diffs';
import { Git } from '../../../../src/platform/git/git';
import { GitFailure } from '../../../../src/platform/git/gitFailure';
import { ScratchIndex } from '../../../../src/platform/git/scratchIndex';
import { movedSubmodules, submodulesAt, submodulesOf } from '../../../../src/platform/git/submodules';
import { BREAKS, BrokenGit } from '../brokenGit';
import { TestRepository } from '../repository';

let repository: TestRepository;
let git: Git;
let broken: BrokenGit;
beforeEach(async () => {
  repository = new TestRepository({ 'a.txt': 'one\n', 'sub/b.txt': 'b\n', '.gitmodules': '' });
  repository.commit('second', { 'a.txt': 'two\n' });
  git = await repository.open();
  broken = new BrokenGit();
});
afterEach(() => {
  broken.remove();
  repository.remove();
});

/** Nothing that has it is stopped. */
const { signal: going } = new AbortController();

interface Question {
  /** Stand in the line of git's command. */
  readonly words: string;
  /** What git could not do. */
  readonly doing: RegExp;
  /** Without a parameter where nobody stops it. */
  readonly ask: (signal: AbortSignal) => Promise<unknown>;
  /** A question to which there is no answer, and what is said then. */
  readonly absent?: readonly [() => Promise<unknown>, unknown];
  /** What is said of an answer that is too long, where that is no failure. */
  readonly tooLong?: unknown;
}

const QUESTIONS: Readonly<Record<string, Question>> = {
  resolve: {
    words: 'rev-parse --verify',
    doing: /look up main/,
    ask: signal => git.resolve('refs/heads/main', signal),
    absent: [() => git.resolve('nowhere'), null],
  },
  mergeBase: {
    words: 'merge-base',
    doing: /find where HEAD~1 and main parted/,
    ask: signal => git.mergeBase('HEAD~1', 'main', signal),
    absent: [() => git.mergeBase('HEAD', repository.git('commit-tree', '-m', 'alone', 'HEAD^{tree}')), null],
  },
  isShallow: {
    words: '--is-shallow-repository',
    doing: /tell whether this is a shallow clone/,
    ask: signal => git.isShallow(signal),
  },
  folders: {
    words: '--git-common-dir',
    doing: /tell where it keeps its files/,
    ask: signal => git.folders(signal),
  },
  refs: {
    words: 'for-each-ref',
    doing: /list the branches/,
    ask: signal => git.refs(['refs/heads/'], 9, signal),
    absent: [() => git.refs(['refs/remotes/'], 9), []],
  },
  refName: {
    words: '--symbolic-full-name',
    doing: /look up main/,
    ask: signal => git.refName('main', signal),
    absent: [() => git.refName('nowhere', going), null],
  },
  defaultBranch: {
    words: 'symbolic-ref',
    doing: /tell the default branch of origin/,
    ask: signal => git.defaultBranch(signal),
    absent: [() => (repository.git('branch', '-q', '-m', 'trunk'), git.defaultBranch()), null],
  },
  'diff of two commits': {
    words: 'diff',
    doing: /compare HEAD~1 with HEAD/,
    ask: signal => diffBetween(git, 'HEAD~1', 'HEAD', signal),
    tooLong: null,
  },
  'diff of the working tree': {
    words: 'diff',
    doing: /compare the working tree with HEAD/,
    ask: signal => diffToWorkingTree(git, 'HEAD', signal),
    tooLong: null,
  },
  changedLines: {
    words: '--numstat',
    doing: /compare HEAD~1 with HEAD/,
    ask: signal => changedLines(git, 'HEAD~1', 'HEAD', signal),
    absent: [() => changedLines(git, 'HEAD', 'HEAD', going), []],
  },
  diffOfCommit: {
    words: 'diff-tree',
    doing: /read what HEAD changes/,
    ask: signal => diffOfCommit(git, 'HEAD', signal),
    tooLong: null,
  },
  worktrees: { words: 'worktree list', doing: /list the worktrees/, ask: signal => git.worktrees(signal) },
  stashes: {
    words: '-g',
    doing: /list the stashes/,
    ask: signal => {
      repository.write({ 'a.txt': 'stashed\n' });
      repository.git('stash', '-q');
      return git.stashes(signal);
    },
    absent: [() => git.stashes(), []],
  },
  commitsBetween: {
    words: 'log',
    doing: /list what HEAD has and HEAD~1 has not/,
    ask: signal => git.commitsBetween('HEAD~1', 'HEAD', 9, signal),
    absent: [() => git.commitsBetween('nowhere', 'HEAD', 9), null],
  },
  messages: {
    words: 'log',
    doing: /list what HEAD has and HEAD~1 has not/,
    ask: () => git.messages('HEAD~1', 'HEAD', 9),
    absent: [() => git.messages('nowhere', 'HEAD', 9), []],
  },
  remotes: {
    words: 'remote',
    doing: /list the remotes/,
    ask: () => git.remotes(),
    absent: [() => git.remotes(), []],
  },
  untrackedFiles: {
    words: 'ls-files',
    doing: /list the untracked files/,
    ask: signal => git.untrackedFiles(signal),
    absent: [() => git.untrackedFiles(), []],
    tooLong: null,
  },
  standing: {
    words: 'status',
    doing: /tell what is not committed/,
    ask: signal => git.standing(signal),
    tooLong: null,
  },
  ignored: {
    words: 'ls-files',
    doing: /tell which files are ignored/,
    ask: () => git.ignored(['a.txt']),
    absent: [() => git.ignored(['a.txt']), new Set()],
  },
  currentBranch: {
    words: 'symbolic-ref',
    doing: /tell which branch is checked out/,
    ask: signal => git.currentBranch(signal),
    absent: [() => (repository.git('switch', '-q', '--detach'), git.currentBranch()), null],
  },
  lastCommit: {
    words: 'log',
    doing: /read the last commit/,
    ask: signal => git.lastCommit(signal),
    absent: [() => (repository.git('update-ref', '-d', 'HEAD'), git.lastCommit(going)), null],
  },
  commitMessage: {
    words: 'log',
    doing: /read HEAD/,
    ask: () => git.commitMessage('HEAD'),
    absent: [() => git.commitMessage('nowhere'), null],
  },
  filesAt: {
    words: 'ls-tree',
    doing: /list the files of HEAD/,
    ask: () => listFiles(git, 'HEAD', 9),
    absent: [() => listFiles(git, 'nowhere', 9), []],
    // A beginning without a file in it.
    tooLong: [],
  },
  filesNamed: {
    words: 'ls-tree',
    doing: /read the files of HEAD/,
    ask: signal => filesNamed(git, 'HEAD', ['a.txt'], signal),
    absent: [() => filesNamed(git, 'HEAD', ['missing.txt']), []],
  },
  'showFile, where it stands': {
    words: 'ls-tree',
    doing: /read the files of \w{8}/,
    ask: () => showFile(git, 'HEAD', 'a.txt'),
    absent: [() => showFile(git, 'HEAD', 'missing.txt'), null],
  },
  'showFiles, what they hold': {
    words: 'cat-file',
    doing: /read the files of \w{8}/,
    ask: signal => showFiles(git, 'HEAD', ['a.txt', 'missing.txt'], signal),
    absent: [() => showFiles(git, 'HEAD', ['missing.txt']), new Map()],
  },
  withoutFilters: {
    words: 'config',
    doing: /read its configuration/,
    ask: signal => withoutFilters(git.root, signal),
    absent: [() => withoutFilters(git.root), []],
  },
  submodulesOf: {
    words: 'config',
    doing: /read \.gitmodules/,
    ask: signal => submodulesOf(git, signal),
    absent: [() => submodulesOf(git), []],
  },
  submodulesAt: {
    words: 'ls-tree',
    doing: /tell where submodules stand/,
    ask: signal => submodulesAt(git, 'HEAD', ['lib'], signal),
    absent: [() => submodulesAt(git, 'HEAD', ['lib'], going), new Map()],
  },
  movedSubmodules: {
    words: 'diff-tree',
    doing: /tell which submodules moved/,
    ask: signal => movedSubmodules(git, 'HEAD~1', 'HEAD', signal),
    absent: [() => movedSubmodules(git, 'HEAD~1', 'HEAD', going), []],
  },
};

it.each(Object.entries(QUESTIONS))(
  '%s tells what there is not from what git failed at',
  async (_, { words, doing, ask, absent, tooLong }) => {
    const sentence = (reason: string) => new RegExp(`^git could not ${doing.source}: ${reason}\\.$`);
    broken.breaks(words, BREAKS.fails);
    const failing = ask(going);
    await expect(failing).rejects.toThrow(sentence('no luck today'));
    await expect(failing).rejects.toBeInstanceOf(GitFailure);
    broken.breaks(words, BREAKS.killed);
    await expect(ask(going)).rejects.toThrow(sentence('it was ended by SIGKILL'));
    broken.breaks(words, BREAKS.tooLong);
    if (tooLong === undefined)
      await expect(ask(going)).rejects.toThrow(sentence('the answer is longer than 16 MiB'));
    else expect(await ask(going)).toEqual(tooLong);
    broken.mend();
    const reason = new Error('that is enough');
    if (ask.length > 0) await expect(ask(AbortSignal.abort(reason))).rejects.toBe(reason);
    repository.git('stash', 'clear');
    if (absent !== undefined) expect(await absent[0]()).toEqual(absent[1]);
  },
);

const DAMAGES = {
  truncated: (file: string) => truncateSync(file, 12),
  empty: (file: string) => truncateSync(file, 0),
  garbled: (file: string) => writeFileSync(file, 'no object at all'),
  gone: (file: string) => rmSync(file),
} as const;

describe.each(Object.entries(DAMAGES))('of an object that is %s', (_, damage) => {
  const failure = expect.objectContaining({
    message: expect.stringMatching(/^git could not .+\.$/) as string,
  }) as unknown;

  it('a text is not taken for missing', async () => {
    damage(repository.objectFile('HEAD~1:a.txt'));
    await expect(showFile(git, 'HEAD~1', 'a.txt')).rejects.toEqual(failure);
    await expect(showFiles(git, 'HEAD~1', ['sub/b.txt', 'a.txt'])).rejects.toEqual(failure);
    await expect(diffBetween(git, 'HEAD~1', 'HEAD')).rejects.toEqual(failure);
    await expect(changedLines(git, 'HEAD~1', 'HEAD', going)).rejects.toEqual(failure);
    await expect(diffOfCommit(git, 'HEAD', going)).rejects.toEqual(failure);
    expect(await showFiles(git, 'HEAD', ['sub/b.txt', 'missing.txt'])).toEqual(
      new Map([['sub/b.txt', 'b\n']]),
    );
    const scratch = await ScratchIndex.at(git, 'HEAD~1');
    try {
      await expect(scratch.read('a.txt')).rejects.toEqual(failure);
      expect(await scratch.read('missing.txt')).toBeNull();
      const patch = '--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+three\n';
      expect(await scratch.check(patch.replaceAll('a.txt', 'sub/b.txt'))).toContain('does not apply');
      await expect(scratch.check(patch)).rejects.toEqual(failure);
    } finally {
      await scratch.dispose();
    }
  });

  it('the files of a commit are not taken for none', async () => {
    damage(repository.objectFile('HEAD^{tree}'));
    await expect(listFiles(git, 'HEAD', 9)).rejects.toEqual(failure);
    await expect(showFile(git, 'HEAD', 'a.txt')).rejects.toEqual(failure);
    await expect(diffToWorkingTree(git, 'HEAD')).rejects.toEqual(failure);
    await expect(ScratchIndex.at(git, 'HEAD')).rejects.toEqual(failure);
  });

  it('commits are not taken for none', async () => {
    const head = repository.git('rev-parse', 'HEAD');
    damage(repository.objectFile('HEAD'));
    await expect(git.refs(['refs/heads/'], 9)).rejects.toEqual(failure);
    await expect(showFile(git, head, 'a.txt')).rejects.toEqual(failure);
    // Of a commit that is gone git says no more than of one that never was.
    if (damage === DAMAGES.gone) expect(await git.resolve('HEAD')).toBeNull();
    else await expect(git.resolve('HEAD')).rejects.toEqual(failure);
  });
});

it('says what git gave up for, not what it complained of on the way', async () => {
  writeFileSync(repository.objectFile('HEAD'), 'no object at all');
  await expect(git.resolve('main')).rejects.toThrow(
    /^git could not look up main: loose object \w{40} \(stored in \.git\/objects\/.+\) is corrupt\.$/,
  );
});

it('says that there is no git, and what the system says of one that it does not run', async () => {
  vi.stubEnv('PATH', repository.folder);
  await expect(git.refs(['refs/heads/'], 9)).rejects.toThrow(/: git was not found; install it or put it on/);
  vi.unstubAllEnvs();
  await expect(git.resolve('a\0b')).rejects.toThrow(
    /^git could not look up .+: it could not be run \(.+\)\.$/,
  );
  const many = Array.from({ length: 300_000 }, (_, i) => `a/file/with/a/long/name/${i}.txt`);
  await expect(git.ignored(many)).rejects.toThrow(/: it could not be run \(E2BIG\)\.$/);
});

it('names a filter that cannot be switched off', async () => {
  repository.git('config', 'filter.a=b.clean', 'cat');
  await expect(diffToWorkingTree(git, 'HEAD')).rejects.toThrow(
    /^The content filter "a=b" .+ cannot be switched off/,
  );
  await expect(git.standing(going)).rejects.toBeInstanceOf(GitFailure);
});

it('does not take a folder whose repository cannot be opened for one without', async () => {
  writeFileSync(path.join(repository.folder, '.git', 'config'), '[core\n');
  expect(await Git.open(repository.folder)).toEqual({
    kind: 'unreadable',
    problem: expect.stringMatching(
      /^git could not open the repository of .+: bad config line 1 in file .+\.$/,
    ) as string,
  });
});

it('knows no commit of `^main`, which leaves one out', async () => {
  expect(await git.resolve('^main')).toBeNull();
});
