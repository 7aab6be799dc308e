import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { originKey, type NewCandidate, type ReadCandidates } from '../../../../src/core/candidates/candidate';
import { parseKept, type KeptCandidate } from '../../../../src/core/candidates/keptCandidate';
import { readBranches } from '../../../../src/platform/candidates/branches';
import { readCommits } from '../../../../src/platform/candidates/commits';
import { readPatchFiles } from '../../../../src/platform/candidates/patchFiles';
import { openPredictions, predictedCandidates } from '../../../../src/platform/candidates/predictions';
import { readFetchedHead } from '../../../../src/platform/candidates/pullRequests';
import { readAgain } from '../../../../src/platform/candidates/readAgain';
import { readSessions } from '../../../../src/platform/candidates/sessions';
import { namedStashes, readStashes } from '../../../../src/platform/candidates/stashes';
import { otherWorktrees, readWorktrees } from '../../../../src/platform/candidates/worktrees';
import { ClaudeSession } from '../../../host/claudeSession';
import type { TestRepository } from '../repository';
import { CandidatePlace, options } from './candidatePlace';

let repository: TestRepository;
let elsewhere: string;
let base: string;
let place: CandidatePlace;
beforeEach(() => {
  place = new CandidatePlace();
  ({ repository, elsewhere, base } = place);
});
afterEach(() => place.remove());

/** One candidate of every source that has a place. */
async function everySource(): Promise<readonly NewCandidate[]> {
  repository.git('switch', '-q', '-c', 'side');
  const commit = repository.commit('sideways', { 'a.txt': 'one\nside\n' });
  repository.git('update-ref', 'refs/pull/7/head', commit);
  repository.git('switch', '-q', 'main');
  repository.write({ 'a.txt': 'one\nstashed\n' });
  repository.git('stash', 'push', '-q', '-m', 'try this');
  const tree = path.join(elsewhere, 'tree');
  repository.git('worktree', 'add', '-q', '-b', 'tree', tree);
  writeFileSync(path.join(tree, 'a.txt'), 'one\nin the tree\n');
  const patch = repository.git('diff', 'main', 'side') + '\n';
  const [file, predictions] = [path.join(elsewhere, 'a.patch'), path.join(elsewhere, 'preds.json')];
  writeFileSync(file, patch);
  const row = { instance_id: 'i', model_name_or_path: 'm', model_patch: patch };
  writeFileSync(predictions, JSON.stringify([row, row]));
  const session = new ClaudeSession(elsewhere, repository.folder);
  session.prompt('Make it better');
  session.call('t1', 'Edit', {
    file_path: path.join(repository.folder, 'a.txt'),
    old_string: 'two',
    new_string: 'three',
  });
  session.result('t1', 'The file was updated.');

  const git = await repository.open();
  const read: readonly ReadCandidates[] = [
    await readBranches(git, 'main', ['refs/heads/side'], options),
    await readWorktrees(base, await otherWorktrees(git), options),
    await readStashes(git, await namedStashes(git), options),
    await readCommits(git, (await git.commitsBetween('main', 'side', 5)) ?? [], options),
    await readSessions(git, base, [{ agent: 'Claude Code', path: session.file, title: 'Better' }], options),
    await readFetchedHead(
      git,
      'origin',
      base,
      { number: 7, ref: 'refs/pull/7/head', label: '#7 Propose' },
      options.signal,
    ),
    await readPatchFiles([file], base, options),
    predictedCandidates(predictions, (await openPredictions(predictions)).predictions, 'i', base),
  ];
  expect(read.flatMap(({ problems }) => problems)).toEqual([]);
  return read.flatMap(({ candidates }) => candidates);
}

/** As it comes back from where it was written down. */
function kept(candidates: readonly NewCandidate[]): readonly KeptCandidate[] {
  const rows = candidates.map(({ label, origin, base: against }) => ({ label, origin, base: against }));
  return parseKept(JSON.parse(JSON.stringify(rows)));
}

it('gives every candidate as it was, under the name it had', async () => {
  const candidates = await everySource();
  expect(new Set(candidates.map(({ origin }) => origin.kind)).size).toBe(8);
  const again = await readAgain(await repository.open(), base, kept(candidates), options);
  expect(again).toEqual({ candidates, problems: [], failed: [] });
});

it('reads what a branch, a worktree and a pull request have become since', async () => {
  const rows = kept(await everySource());
  repository.git('switch', '-q', 'side');
  const later = repository.commit('later', { 'later.txt': 'x\n' });
  repository.git('update-ref', 'refs/pull/7/head', later);
  repository.git('switch', '-q', 'main');
  writeFileSync(path.join(elsewhere, 'tree', 'later.txt'), 'x\n');
  const { candidates } = await readAgain(await repository.open(), base, rows, options);
  const moved = candidates.filter(({ patch }) => patch.includes('later.txt'));
  expect(moved.map(({ origin }) => origin.kind).sort()).toEqual(['branch', 'pullRequest', 'worktree']);
});

it('compares a worktree that was moved onto newer commits with where it left them', async () => {
  const rows = kept(await everySource()).filter(({ origin }) => origin.kind === 'worktree');
  const newer = repository.commit('newer', { 'newer.txt': 'x\n' });
  const cwd = path.join(elsewhere, 'tree');
  execFileSync('git', ['reset', '-q', '--keep', newer], { cwd });
  const { candidates } = await readAgain(await repository.open(), newer, rows, options);
  expect(candidates).toMatchObject([{ base: newer }]);
  expect(candidates[0]?.patch).not.toContain('newer.txt');
});

it('keeps a patch file at the commit it was read at, whatever has been committed since', async () => {
  const rows = kept(await everySource()).filter(({ origin }) => origin.kind === 'file');
  const newer = repository.commit('newer', { 'a.txt': 'rewritten\n' });
  expect(await readAgain(await repository.open(), newer, rows, options)).toMatchObject({
    candidates: [{ base }],
    problems: [],
  });
});

it('says of each candidate that is gone why, and gives the others', async () => {
  const rows = kept(await everySource());
  repository.git('stash', 'drop', '-q');
  repository.git('worktree', 'remove', '--force', path.join(elsewhere, 'tree'));
  repository.git('branch', '-q', '-D', 'side');
  repository.git('update-ref', '-d', 'refs/pull/7/head');
  rmSync(path.join(elsewhere, 'preds.json'));
  const { candidates, problems, failed } = await readAgain(await repository.open(), base, rows, options);
  expect(candidates.map(({ origin }) => origin.kind).sort()).toEqual(['commit', 'file', 'session']);
  for (const pattern of [
    /side has no commit in common with main/,
    /^The worktree .+ no longer exists/,
    /^The stash “On main: try this” no longer exists/,
    /#7/,
    /preds\.json/,
  ])
    expect(problems).toContainEqual(expect.stringMatching(pattern));
  // Whoever counts them counts candidates.
  expect(problems).toHaveLength(rows.length - candidates.length);
  expect(failed).toEqual([]);
});

it('says of one that its source no longer holds among others that it is gone', async () => {
  const rows = kept(await everySource()).filter(({ origin }) => origin.kind === 'prediction');
  const only = { instance_id: 'i', model_name_or_path: 'm', model_patch: 'p' };
  writeFileSync(path.join(elsewhere, 'preds.json'), JSON.stringify([only]));
  const { candidates, problems } = await readAgain(await repository.open(), base, rows, options);
  expect(candidates).toMatchObject([{ label: 'm', patch: 'p' }]);
  expect(problems).toEqual(['m (2) is no longer where it came from.']);
});

it('says what git failed at, tells it from what is gone, and gives the others', async () => {
  const rows = kept(await everySource());
  repository.git('branch', '-q', '-D', 'side');
  repository.truncate('stash@{0}:a.txt');
  const { candidates, problems, failed } = await readAgain(await repository.open(), base, rows, options);
  expect(candidates).toHaveLength(rows.length - 2);
  expect(failed).toMatchObject([{ origin: { kind: 'stash' } }]);
  expect(problems).toHaveLength(2);
  expect(problems).toContainEqual(
    expect.stringMatching(/^On main: try this was not read: git could not compare \w{8} with \w{8}: /),
  );
});

it('gives the texts that no place holds, and says which were not kept', async () => {
  const rows: KeptCandidate[] = [
    { label: 'Clipboard', origin: { kind: 'clipboard', index: 1 }, base, patch: 'the diff' },
    { label: 'model 2', origin: { kind: 'generated', model: 'model', index: 2 }, base, patch: null },
  ];
  expect(await readAgain(await repository.open(), base, rows, options)).toEqual({
    candidates: [{ label: 'Clipboard', origin: { kind: 'clipboard', index: 1 }, patch: 'the diff', base }],
    problems: [expect.stringMatching(/^model 2 was not kept/)],
    failed: [],
  });
});

it('stops when it is asked to', async () => {
  const rows = kept(await everySource());
  const stopped = { ...options, signal: AbortSignal.abort() };
  expect(await readAgain(await repository.open(), base, rows, stopped)).toEqual({
    candidates: [],
    problems: [],
    failed: [],
  });
});

it('understands what was kept of every origin, and leaves out what it does not', async () => {
  const rows = kept(await everySource());
  const keys = (list: readonly KeptCandidate[]) => list.map(({ origin }) => originKey(origin));
  const odd = [
    null,
    1,
    {},
    { label: 'x', origin: { kind: 'new kind' }, base },
    { ...rows[0], base: '--output=x' },
  ];
  expect(keys(parseKept([...odd, ...rows]))).toEqual(keys(rows));
  expect(parseKept('[]')).toEqual([]);
});
