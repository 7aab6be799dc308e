import { lstat, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { PlannedEdit } from '../../platform/apply/planApplication';

/**
 * The text of a file as the editor has it, unsaved edits included; null when there is no such file.
 *
 * @throws in one sentence when the file is not text, or the editor would not write it back as it is
 */
export async function shownText(root: string, file: string): Promise<string | null> {
  const uri = uriOf(root, file);
  const open = openDocument(uri);
  const status = await lstat(uri.fsPath).catch(() => null);
  if (status === null) return open?.isDirty === true ? open.getText() : null;
  const document = open ?? (await openText(uri, file));
  if (!document.isDirty && hasMixedLineEnds(await readFile(uri.fsPath)))
    throw new Error(
      `${file} mixes two kinds of line endings, which the editor would unify; make them the same first.`,
    );
  return document.getText();
}

/**
 * Carries out a plan as one step that can be undone: all files or none. Files without unsaved edits are saved, so that
 * tests and compilers see them; unsaved edits stay unsaved.
 *
 * @returns null when it is done, else one sentence; then nothing has changed
 */
export async function carryOut(
  root: string,
  edits: readonly PlannedEdit[],
  label: string,
): Promise<string | null> {
  for (const edit of edits) {
    if ((await shownText(root, edit.path)) !== beforeOf(edit))
      return `${edit.path} changed in the meantime; all files are as they were, so look at it first.`;
    if (edit.kind === 'delete' && openDocument(uriOf(root, edit.path))?.isDirty === true)
      return `${edit.path} would be deleted but has unsaved edits; save or revert it first.`;
  }
  const clean = edits.filter(
    edit => edit.kind === 'change' && openDocument(uriOf(root, edit.path))?.isDirty !== true,
  );
  if (!(await vscode.workspace.applyEdit(workspaceEdit(root, edits, label)))) {
    const half = await changedOnes(root, edits);
    if (half.length > 0) await vscode.workspace.applyEdit(workspaceEdit(root, half.map(inverse), label));
    return 'The editor refused the change; all files are as they were.';
  }
  for (const edit of clean) await openDocument(uriOf(root, edit.path))?.save();
  return null;
}

/** Whether the files are again as they were before the edits, by what undoes edits: in the editor or on the disk. */
export async function isUndone(root: string, edits: readonly PlannedEdit[]): Promise<boolean> {
  for (const edit of edits) {
    const uri = uriOf(root, edit.path);
    // A document is not opened for this: it would be closed again, and whoever asks is told of that.
    const text = openDocument(uri)?.getText() ?? (await readFile(uri.fsPath, 'utf8').catch(() => null));
    if (text !== beforeOf(edit)) return false;
  }
  return true;
}

/** The edits that lead back. */
export function inverse(edit: PlannedEdit): PlannedEdit {
  switch (edit.kind) {
    case 'change':
      return { ...edit, before: edit.text, text: edit.before };
    case 'create':
      return { kind: 'delete', path: edit.path, before: edit.text };
    case 'delete':
      return { kind: 'create', path: edit.path, text: edit.before };
  }
}

function workspaceEdit(root: string, edits: readonly PlannedEdit[], label: string): vscode.WorkspaceEdit {
  const change = new vscode.WorkspaceEdit();
  const metadata = { needsConfirmation: false, label };
  for (const edit of edits) {
    const uri = uriOf(root, edit.path);
    if (edit.kind === 'create')
      change.createFile(uri, { contents: new TextEncoder().encode(edit.text), overwrite: false }, metadata);
    else if (edit.kind === 'delete') change.deleteFile(uri, { ignoreIfNotExists: false }, metadata);
    else
      for (const { range, text } of textEdits(edit.before, edit.text))
        change.replace(uri, range, text, metadata);
  }
  return change;
}

/** How many lines two texts have in common at their beginning. */
export function equalLines(old: readonly string[], now: readonly string[]): number {
  const shorter = Math.min(old.length, now.length);
  let count = 0;
  while (count < shorter && old[count] === now[count]) count++;
  return count;
}

/** What differs between two texts, from the first differing line to the last: cursors outside of it stay. */
function textEdits(
  before: string,
  after: string,
): readonly { readonly range: vscode.Range; readonly text: string }[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const head = equalLines(old, now);
  if (head === old.length && head === now.length) return [];
  const shorter = Math.min(old.length, now.length);
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  // Whole lines when some follow, so that no line end is counted twice.
  const last = old.length - tail;
  if (tail > 0) {
    const text = now.slice(head, now.length - tail).map(line => `${line}\n`);
    return [{ range: new vscode.Range(head, 0, last, 0), text: text.join('') }];
  }
  if (head === 0) return [{ range: wholeText(old), text: after }];
  const end = wholeText(old).end;
  const start = new vscode.Position(head - 1, lengthOf(old[head - 1]));
  const text = now.slice(head).map(line => `\n${line}`);
  return [{ range: new vscode.Range(start, end), text: text.join('') }];
}

function wholeText(lines: readonly string[]): vscode.Range {
  return new vscode.Range(0, 0, lines.length - 1, lengthOf(lines.at(-1)));
}

/** Columns of a line; a carriage return belongs to its end. */
function lengthOf(line = ''): number {
  return line.endsWith('\r') ? line.length - 1 : line.length;
}

async function changedOnes(root: string, edits: readonly PlannedEdit[]): Promise<readonly PlannedEdit[]> {
  const changed: PlannedEdit[] = [];
  for (const edit of edits) if ((await shownText(root, edit.path)) !== beforeOf(edit)) changed.push(edit);
  return changed;
}

function beforeOf(edit: PlannedEdit): string | null {
  return edit.kind === 'create' ? null : edit.before;
}

async function openText(uri: vscode.Uri, file: string): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    throw new Error(`${file} cannot be opened as text; it is not applied.`);
  }
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find(document => document.uri.toString() === key);
}

function uriOf(root: string, file: string): vscode.Uri {
  return vscode.Uri.file(path.join(root, file));
}

function hasMixedLineEnds(content: Buffer): boolean {
  const text = content.toString('latin1');
  return text.includes('\r\n') && /(^|[^\r])\n/.test(text);
}
