import { expect, it } from 'vitest';
import { complaintOf } from '../../../../src/platform/git/complaint';

it.each([
  ['fatal: a branch named "x" already exists\n', 'a branch named "x" already exists'],
  ['Preparing worktree (new branch x)\nerror: cannot lock ref.\nfatal: gone\n', 'cannot lock ref'],
  ['Command failed: git -C /work worktree add', ''],
  ['', ''],
])('of %j the complaint is %j', (message, complaint) => {
  expect(complaintOf(message)).toBe(complaint);
});
