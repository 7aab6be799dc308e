import { describe, expect, it } from 'vitest';
import { taskFromBranch } from '../../../../src/core/capture/branchTask';
import { editStep, type EditCause } from '../../../../src/core/capture/capturedStep';
import { originFromCommit } from '../../../../src/core/capture/commitTrailers';
import { parseHeadMove } from '../../../../src/core/capture/reflog';
import { isSecretFile } from '../../../../src/core/capture/secretFiles';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import type { FilePatch } from '../../../../src/core/patch/patch';

describe('files that are never recorded', () => {
  it.each([
    '.env', '.env.local', 'config/.env.production', 'prod.env', '.envrc', 'server.pem', 'certs/server.key', 'a/b/id_rsa', 'id_ed25519.pub',
    '.npmrc', '.netrc', '.aws/config', 'x/.ssh/known_hosts', 'secrets.yaml', 'secrets/anything.txt', 'service-account-prod.json',
    'terraform.tfstate', 'keys.kdbx', 'release.keystore', 'ID_RSA', 'Server.PEM',
  ])('%s', path => expect(isSecretFile(path)).toBe(true)); // prettier-ignore

  it.each([
    'src/env.ts',
    'src/key.ts',
    'keyboard.md',
    'src/secrets.ts',
    'environment.yml',
    'docs/credentials.md',
    'a.keys.ts',
    'monkey',
  ])('but %s is', path => expect(isSecretFile(path)).toBe(false));
});

describe('an edit', () => {
  const at = new Date(0);
  const files = (count: number, length = 1) =>
    Array.from({ length: count }, (_, i) => createFilePatch(`${i}.txt`, null, `${'x'.repeat(length)}\n`));

  it('says of one file what became of it, and of several that they changed', () => {
    const [one] = files(1);
    const message = (changed: readonly FilePatch[], cause: EditCause) => editStep(changed, cause, at).message;
    expect(message(files(1), 'disk')).toBe('Created on disk 0.txt');
    expect(message(files(2), 'disk')).toBe('Changed on disk 0.txt, 1.txt');
    expect(message(files(1), 'unrecorded')).toBe('Changed while nothing was recorded: 0.txt');
    const renamed = [{ ...one!, status: 'renamed', oldPath: 'old.txt' } as const];
    expect(message(renamed, 'saved')).toBe('Renamed old.txt to 0.txt');
    expect(message(renamed, 'before')).toBe('Already changed when the recording began: 0.txt');
  });

  it('names the first of many files, and keeps no diff that is too long', () => {
    const { message, patch } = editStep(files(7), 'disk', at);
    expect(message).toBe('Changed on disk 0.txt, 1.txt, 2.txt, 3.txt, 4.txt and 2 more');
    expect(patch).toContain('+++ b/6.txt');
    const long = editStep(files(1, 400_000), 'saved', at);
    expect(long).toMatchObject({ message: 'Created 0.txt (the diff is too long to keep)', patch: null });
  });
});

describe('the task in a branch name', () => {
  it.each([
    ['fix/totals-of-a-cart', 'fix totals of a cart'],
    ['feature/SHOP-12-cart-quantity', 'SHOP 12 cart quantity'],
    ['me/fix/mergeItems', 'fix merge Items'],
    ['bugfix/fix-wrong-sum', 'fix wrong sum'],
    ['alice/fix/sum-of-cart', 'fix sum of cart'],
    ['add-a-dark-theme', 'add a dark theme'],
  ])('%s', (branch, title) =>
    expect(taskFromBranch(branch)).toEqual({ title, body: '', source: `branch ${branch}` }),
  );

  it.each(['main', 'master', 'develop', 'release/spring-sale', 'wip', 'fix/123', 'feature/x', 'HEAD'])(
    '%s names none',
    branch => expect(taskFromBranch(branch)).toBeNull(),
  );
});

describe("git's log of HEAD", () => {
  const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];
  const line = (message: string) => `${a} ${b} A Person <a@example.com> 1700000000 +0100\t${message}`;

  it.each([
    ['commit: Mend the totals', 'git commit'],
    ['commit (initial): First', 'git commit'],
    ['commit (amend): Mend', 'git commit --amend'],
    ['checkout: moving from main to fix-total', 'git checkout fix-total'],
    ['reset: moving to HEAD~1', 'git reset HEAD~1'],
    ['merge fix-total: Fast-forward', 'git merge'],
    ['pull: Fast-forward', 'git pull'],
    ['rebase (finish): returning to refs/heads/x', 'git rebase'],
    ['cherry-pick: Something', 'git cherry-pick'],
  ])('%s', (message, command) =>
    expect(parseHeadMove(line(message))).toEqual({ from: a, to: b, command, message }),
  );

  it.each(['', 'nonsense', `${a} ${b}`, `${a} short A <a> 1 +0\tcommit: x`])('"%s" says nothing', text =>
    expect(parseHeadMove(text)).toBeNull(),
  );
});

describe('who made a commit', () => {
  it('is the agent that signed it', () => {
    expect(
      originFromCommit('Mend totals\n\nMore.\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n'),
    ).toEqual({
      kind: 'agent',
      name: 'Claude Code',
      evidence: [{ kind: 'commitTrailer', detail: 'Co-Authored-By: Claude <noreply@anthropic.com>' }],
    });
  });

  it.each([
    'Ask Claude about it',
    'Subject only',
    'Subject\n\nCo-authored-by: A Person <a@example.com>',
    'Subject\n\nCo-authored-by: Claude is mentioned here\n\nbut the message goes on',
    'Co-authored-by: Claude <noreply@anthropic.com>',
  ])('is unknown after "%s"', message => expect(originFromCommit(message)).toEqual({ kind: 'unknown' }));
});
