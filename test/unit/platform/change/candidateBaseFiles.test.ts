import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBranches } from '../../../../src/platform/candidates/branches';
import { withBaseFiles } from '../../../../src/platform/change/candidateBaseFiles';
import { TestRepository } from '../repository';

const never = new AbortController().signal;
const options = { signal: never, onProgress: () => undefined };

describe('withBaseFiles', () => {
  let repository: TestRepository;

  beforeEach(() => {
    repository = new TestRepository({ 'a.py': 'one\n', 'b.py': 'b\n' });
  });
  afterEach(() => repository.remove());

  async function ofBranches(...names: readonly string[]) {
    const git = await repository.open();
    const { candidates } = await readBranches(
      git,
      'main',
      names.map(name => `refs/heads/${name}`),
      options,
    );
    const based = candidates.map(({ label, patch, base }) => ({ id: label, patch, base }));
    return withBaseFiles(git, based, never);
  }

  it('gives each branch the files of the commit where it parted', async () => {
    repository.git('switch', '-q', '-c', 'early');
    repository.commit('early', { 'a.py': 'one early\n', 'b.py': 'b early\n' });
    repository.git('switch', '-q', 'main');
    repository.commit('moved', { 'a.py': 'two\n' });
    repository.git('switch', '-q', '-c', 'late');
    repository.commit('late', { 'a.py': 'two late\n' });

    const { candidates, baseFiles } = await ofBranches('early', 'late');
    const seen = candidates.map(({ ownBaseFiles }) => ({ ...baseFiles, ...ownBaseFiles })['a.py']);
    expect(seen).toEqual(['one\n', 'two\n']);
    expect(baseFiles['b.py']).toBe('b\n');
    expect(candidates[1]?.ownBaseFiles).toEqual({ 'a.py': 'two\n' });
  });

  it('repeats nothing when all have one base', async () => {
    for (const name of ['x', 'y']) {
      repository.git('switch', '-q', '-c', name, 'main');
      repository.commit(name, { 'a.py': `${name}\n` });
    }
    const { candidates, baseFiles } = await ofBranches('x', 'y');
    expect(baseFiles).toEqual({ 'a.py': 'one\n' });
    expect(candidates.every(({ ownBaseFiles }) => ownBaseFiles === undefined)).toBe(true);
  });

  it('shares no text that a candidate does not have at its own base', async () => {
    const git = await repository.open();
    const base = repository.git('rev-parse', 'HEAD');
    const later = repository.commit('binary', { 'a.py': 'two\n', 'b.py': 'x\0y\n' });
    const patch = (file: string) => `--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-b\n+c\n`;
    const { candidates, baseFiles } = await withBaseFiles(
      git,
      [
        { id: 'text', patch: patch('b.py'), base },
        { id: 'binary', patch: patch('b.py'), base: later },
      ],
      never,
    );
    expect(baseFiles).toEqual({});
    expect(candidates[0]?.ownBaseFiles).toEqual({ 'b.py': 'b\n' });
    expect(candidates[1]?.ownBaseFiles).toBeUndefined();
  });
});
