import * as vscode from 'vscode';
import { pathOf } from '../../core/patch/patch';
import { toldApart } from '../../core/text/toldApart';
import type { Alternative } from './alternative';
import type { CandidateTexts } from './candidateTexts';
import { candidateUri } from './candidateUri';

/**
 * Opens the candidate's change: a diff editor, or one with all its files, or the patch where it does not apply.
 *
 * @param name what the candidate is called on the tab
 */
export async function openChange(texts: CandidateTexts, candidate: Alternative, name: string): Promise<void> {
  const text = texts.filesOf(candidate).filter(file => !file.binary);
  const applies = await Promise.all(text.map(async file => (await texts.after(candidate, file)) !== null));
  if (text.length === 0 || applies.includes(false)) {
    const document = await vscode.workspace.openTextDocument(
      candidateUri(candidate, `${name.replaceAll('/', '-')}.diff`, 'patch'),
    );
    await vscode.window.showTextDocument(document, { preview: true });
    return;
  }
  const [first] = text;
  if (text.length === 1 && first !== undefined) {
    const file = pathOf(first);
    const [before, after] = [candidateUri(candidate, file, 'before'), candidateUri(candidate, file, 'after')];
    await vscode.commands.executeCommand('vscode.diff', before, after, `${file} (${name})`);
    return;
  }
  const resources = text.map(file => {
    const path = pathOf(file);
    const before = file.oldPath === null ? undefined : candidateUri(candidate, path, 'before');
    return [
      candidateUri(candidate, path, 'after'),
      before,
      file.newPath === null ? undefined : candidateUri(candidate, path, 'after'),
    ];
  });
  await vscode.commands.executeCommand('vscode.changes', name, resources);
}

/** Longest name of a candidate in a title that names two. */
const MAX_NAME = 40;

/**
 * Opens two candidates side by side, with every file in which they differ.
 *
 * @returns null when they are shown, else one sentence
 */
export async function openComparison(
  texts: CandidateTexts,
  [left, leftName]: readonly [Alternative, string],
  [right, rightName]: readonly [Alternative, string],
): Promise<string | null> {
  const paths = new Set(
    [left, right].flatMap(candidate =>
      texts
        .filesOf(candidate)
        .flatMap(({ oldPath, newPath, binary }) =>
          binary ? [] : [oldPath, newPath].filter(path => path !== null),
        ),
    ),
  );
  const differing: string[] = [];
  for (const path of [...paths].sort()) {
    const [ours, theirs] = await Promise.all([texts.result(left, path), texts.result(right, path)]);
    if (ours === 'unapplied' || theirs === 'unapplied') {
      const name = ours === 'unapplied' ? leftName : rightName;
      return `${name} does not apply to its base, so there is no text to compare; open its diff instead.`;
    }
    if (ours.text !== theirs.text) differing.push(path);
  }
  const [first] = differing;
  if (first === undefined) return `${leftName} and ${rightName} lead to the same files.`;
  const title = toldApart([leftName, rightName], MAX_NAME).join(' ↔ ');
  const [before, after] = [candidateUri(left, first, 'after'), candidateUri(right, first, 'after')];
  if (differing.length === 1)
    await vscode.commands.executeCommand('vscode.diff', before, after, `${first} (${title})`);
  else
    await vscode.commands.executeCommand(
      'vscode.changes',
      title,
      differing.map(path => [
        candidateUri(right, path, 'after'),
        candidateUri(left, path, 'after'),
        candidateUri(right, path, 'after'),
      ]),
    );
  return null;
}
