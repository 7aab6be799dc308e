import { GitFailure, isNone, stdoutOf } from './gitFailure';
import { runGit } from './runGit';
import { convertsContent, repositoryAttributes } from './userAttributes';

/** An entry of git's configuration; its key in lower case but for what stands between dots. */
interface Setting {
  readonly scope: string;
  readonly key: string;
  readonly value: string;
}

/**
 * Options that switch off the content filters which the repository's own configuration names: comparing the work
 * tree or checking it out would run them. The user's own filters (Git LFS) stay. Read anew each time, since the configuration may
 * have changed.
 *
 * @throws GitFailure also when one of them cannot be switched off
 */
export async function withoutFilters(root: string, signal?: AbortSignal): Promise<readonly string[]> {
  return filtersOff(await conversions(root, signal));
}

/** Options for a comparison with the working tree: no filters of the repository, and no attributes of the user that only say what a diff looks like. */
export async function workingTreeOptions(root: string, signal?: AbortSignal): Promise<readonly string[]> {
  const settings = await conversions(root, signal);
  const file = settings.findLast(({ key }) => key === 'core.attributesfile')?.value ?? null;
  return [...filtersOff(settings), ...((await convertsContent(file)) ? [] : repositoryAttributes)];
}

/** What is configured of converting files between the working tree and what git keeps. */
async function conversions(root: string, signal?: AbortSignal): Promise<readonly Setting[]> {
  const wanted = '^(filter\\.|core\\.attributesfile$)';
  const question = ['config', '--show-scope', '-z', '--get-regexp', wanted];
  const answer = await runGit(root, question, { signal });
  if (isNone(answer)) return [];
  // scope NUL key LF value NUL, over and over.
  const fields = stdoutOf('read its configuration', answer).toString('utf8').split('\0');
  const settings: Setting[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [key = '', ...value] = (fields[i + 1] ?? '').split('\n');
    settings.push({ scope: fields[i] ?? '', key, value: value.join('\n') });
  }
  return settings;
}

/** @throws GitFailure when a filter cannot be switched off */
function filtersOff(settings: readonly Setting[]): string[] {
  const names = new Set<string>();
  for (const { scope, key } of settings) {
    const name = /^filter\.(.+)\.[^.]+$/s.exec(key)?.[1];
    if (name !== undefined && !['system', 'global', 'command'].includes(scope)) names.add(name);
  }
  // `-c` ends a key at the first equals sign, so such a filter could not be switched off.
  const odd = [...names].find(name => name.includes('='));
  if (odd !== undefined)
    throw new GitFailure(
      `The content filter "${odd}" of this repository cannot be switched off; give it a name without "=".`,
    );
  return [...names].flatMap(name =>
    ['clean=', 'smudge=', 'process=', 'required=false'].flatMap(setting => [
      '-c',
      `filter.${name}.${setting}`,
    ]),
  );
}
