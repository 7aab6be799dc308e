import * as vscode from 'vscode';
import { readPatchFiles } from '../../../platform/candidates/patchFiles';
import type { CandidateSource } from './candidateSource';

/** Patch files from anywhere on the disk, against the base of the current change. */
export const patchFiles: CandidateSource = {
  command: 'addPatchFiles',
  label: 'Patch files…',
  detail: 'Files that hold a unified diff',
  icon: 'file-add',
  async choose({ base }) {
    const files = await vscode.window.showOpenDialog({
      title: 'Patch files to rank',
      openLabel: 'Add as Candidates',
      canSelectMany: true,
      filters: { Patches: ['patch', 'diff', 'txt'], 'All files': ['*'] },
    });
    if (files === undefined || files.length === 0) return null;
    const against = await base();
    return options =>
      readPatchFiles(
        files.map(file => file.fsPath),
        against,
        options,
      );
  },
};
