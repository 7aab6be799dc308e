import { lstat, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { DEFAULT_PATCH_LIMITS } from '../../core/patch/parsePatch';
import { messageOf } from '../problem';
import type { Alternative } from './candidate';

export interface ReadPatches {
  readonly candidates: readonly Omit<Alternative, 'id'>[];
  /** One sentence per file that could not be used. */
  readonly problems: readonly string[];
}

/** Asks for patch files and reads them. Whether they hold a diff is the scorer's to say. */
export async function candidatesFromPatchFiles(base: string): Promise<ReadPatches> {
  const files = await vscode.window.showOpenDialog({
    title: 'Patch files to rank',
    openLabel: 'Add as Candidates',
    canSelectMany: true,
    filters: { Patches: ['patch', 'diff', 'txt'], 'All files': ['*'] },
  });
  return readPatchFiles(
    (files ?? []).map(file => file.fsPath),
    base,
  );
}

export async function readPatchFiles(files: readonly string[], base: string): Promise<ReadPatches> {
  const candidates: Omit<Alternative, 'id'>[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const label = path.basename(file);
    try {
      const stat = await lstat(file);
      // Four bytes are the most that UTF-8 spends on a character.
      if (!stat.isFile() || stat.size > 4 * DEFAULT_PATCH_LIMITS.maxCharacters) {
        problems.push(`${label} is ${stat.isFile() ? 'too large' : 'not a plain file'} and was not added.`);
        continue;
      }
      const patch = await readFile(file, 'utf8');
      candidates.push({ label, origin: { kind: 'file', path: file }, patch, base });
    } catch (error) {
      problems.push(`${label} could not be read: ${messageOf(error)}.`);
    }
  }
  return { candidates, problems };
}
