import * as vscode from 'vscode';
import { GitFailure } from '../../platform/git/gitFailure';
import { innerRepositories, type InnerRepository } from '../../platform/git/innerRepositories';
import { NothingToDo } from '../nothingToDo';
import type { CurrentFolder } from './currentFolder';
import { namedFolder, type WorkFolder } from './lookedAt';

/** "Choose Folder…": asks whose change is looked at from now on. */
export async function chooseFolder(folders: CurrentFolder): Promise<void> {
  const { all, current } = folders;
  const items = [
    ...all.map(folder => itemOf(folder, 'root-folder', folder.path, current)),
    ...(await insideOf(folders)).map(([folder, words]) => itemOf(folder, 'repo', words, current)),
  ];
  if (items.length < 2)
    throw new NothingToDo(
      'There is only one folder, with no repository inside it, so there is nothing to choose.',
    );
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Choose Folder: whose change to look at',
    placeHolder: 'SWE-RM shows the change, task, candidates and recordings of one folder at a time',
    matchOnDescription: true,
  });
  if (chosen !== undefined) await folders.choose(chosen.folder.path);
}

/** Submodules and other repositories inside of the folders of the workspace, and of the one that is looked at. */
async function insideOf({
  all,
  current,
}: CurrentFolder): Promise<readonly (readonly [WorkFolder, string])[]> {
  const found = new Map<string, readonly [WorkFolder, string]>();
  for (const { path } of current === null ? all : [...all, current])
    for (const { place, kind } of await insideOfOne(path)) {
      const folder = namedFolder(all, place);
      if (folder === null || all.includes(folder)) continue;
      found.set(place, [folder, kind === 'submodule' ? 'submodule' : 'a repository of its own']);
    }
  return [...found.values()];
}

/** A repository that git fails at must not keep a person from choosing another. */
async function insideOfOne(folder: string): Promise<readonly InnerRepository[]> {
  try {
    return await innerRepositories(folder);
  } catch (error) {
    if (!GitFailure.is(error)) throw error;
    void vscode.window.showWarningMessage(
      `The repositories inside ${folder} are not listed, because ${error.message}`,
    );
    return [];
  }
}

function itemOf(folder: WorkFolder, icon: string, words: string, current: WorkFolder | null) {
  const description = folder.path === current?.path ? `${words} (current)` : words;
  return { label: `$(${icon}) ${folder.name}`, description, folder };
}
