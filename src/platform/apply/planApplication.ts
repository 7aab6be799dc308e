import { lstat } from 'node:fs/promises';
import * as path from 'node:path';
import { formatPatch } from '../../core/patch/formatPatch';
import { parsePatch } from '../../core/patch/parsePatch';
import { losses, pathOf, type FilePatch, type Patch } from '../../core/patch/patch';
import { isCrlf } from '../change/asCommitted';
import { showFile } from '../git/committedFiles';
import type { Git } from '../git/git';
import { ScratchIndex } from '../git/scratchIndex';
import { applyFailureText } from './applyFailure';
import type { CurrentFile } from './currentFile';
import { mergeOntoCurrent } from './mergeOntoCurrent';
import { refuseTargets } from './targets';
import { byCodeUnit } from '../../core/text/byCodeUnit';

/** A file as it must become. `before` is the text the plan was made from: when it is another by then, plan anew. */
export type PlannedEdit =
  | { readonly kind: 'change'; readonly path: string; readonly before: string; readonly text: string }
  | { readonly kind: 'create'; readonly path: string; readonly text: string }
  | { readonly kind: 'delete'; readonly path: string; readonly before: string };

export type ApplicationPlan =
  | {
      readonly kind: 'plan';
      /** In order of their paths; all of them or none. */
      readonly edits: readonly PlannedEdit[];
      /** The files had moved on since the candidate's base, and its change was merged with theirs. */
      readonly merged: boolean;
      /** Files whose executable bit the patch sets or takes away, which an editor cannot do. */
      readonly modes: readonly string[];
    }
  | { readonly kind: 'refused'; readonly sentence: string };

/** A patch with the commit it is against. */
export interface Applicable {
  readonly patch: string;
  /** Full commit id. */
  readonly base: string;
}

/**
 * What applying a patch to the working tree would do to each file: as `git apply` has it, or a three-way merge from the
 * patch's base where that does not fit. Writes nothing.
 *
 * @param textOf the text of a file as a person sees it, unsaved edits included; null when there is no such file
 * @throws only when git itself fails
 */
export async function planApplication(
  git: Git,
  { patch, base }: Applicable,
  textOf: (path: string) => Promise<string | null>,
): Promise<ApplicationPlan> {
  const read = wholePatch(patch);
  if (read.kind === 'refused') return read;
  const { files } = read;
  const refusal = await refuseTargets(git.root, files);
  if (refusal !== null) return { kind: 'refused', sentence: refusal };

  const current = await currentTexts(git, files, textOf);
  const text = formatPatch(files);
  const scratch = await ScratchIndex.at(git, 'HEAD');
  try {
    for (const [file, known] of current) await scratch.put(file, known.text, known.executable);
    const before = await scratch.writeTree();
    const failure = await scratch.check(text);
    if (failure === null) {
      await scratch.apply(text);
    } else {
      const merged = await mergeOntoCurrent(git, { patch: read, base }, current, scratch);
      if (merged.kind === 'refused') return merged;
      if (merged.kind === 'unmoved') return { kind: 'refused', sentence: applyFailureText(failure, read) };
    }
    const changes = await scratch.changes(before, await scratch.writeTree());
    const edits: PlannedEdit[] = [];
    const modes: string[] = [];
    for (const change of changes) {
      const known = current.get(change.path);
      if (known === undefined) return unexpected(change.path);
      const content = change.status === 'deleted' ? null : await scratch.read(change.path);
      const edit = editOf(change.path, known, content?.toString('utf8') ?? null);
      if (edit !== null) edits.push(edit);
      if (content !== null && change.executable !== known.executable) modes.push(change.path);
    }
    edits.sort((a, b) => byCodeUnit(a.path, b.path));
    return { kind: 'plan', edits, merged: failure !== null, modes };
  } finally {
    await scratch.dispose();
  }
}

export type WholePatch =
  ({ readonly kind: 'whole' } & Patch) | { readonly kind: 'refused'; readonly sentence: string };

/**
 * The files of a patch that can be applied as a whole. One that is only partly understood is refused: a part of a
 * change must not be mistaken for the change.
 */
export function wholePatch(patch: string): WholePatch {
  const parsed = parsePatch(patch);
  const { files } = parsed;
  const [problem] = losses(parsed);
  if (problem !== undefined) return { kind: 'refused', sentence: problem.message };
  const binary = files.find(file => file.binary);
  if (binary !== undefined)
    return {
      kind: 'refused',
      sentence: `${pathOf(binary)} is binary, which a text diff does not contain; take it from its branch instead.`,
    };
  return { kind: 'whole', ...parsed };
}

async function currentTexts(
  git: Git,
  files: readonly FilePatch[],
  textOf: (path: string) => Promise<string | null>,
): Promise<ReadonlyMap<string, CurrentFile>> {
  const names = files.flatMap(({ oldPath, newPath }) => [oldPath, newPath]).filter(name => name !== null);
  const current = new Map<string, CurrentFile>();
  for (const name of new Set(names)) {
    const text = await textOf(name);
    const status = await lstat(path.join(git.root, name)).catch(() => null);
    const executable = ((status?.mode ?? 0) & 0o100) !== 0;
    const crlf = text !== null && isCrlf(text) && !isCrlf((await showFile(git, 'HEAD', name)) ?? '\r\n');
    current.set(name, { text: crlf ? text.replaceAll('\r\n', '\n') : text, crlf, executable });
  }
  return current;
}

function editOf(file: string, { text, crlf }: CurrentFile, after: string | null): PlannedEdit | null {
  const shown = (content: string) => (crlf ? content.replaceAll('\n', '\r\n') : content);
  if (text === null) return after === null ? null : { kind: 'create', path: file, text: after };
  const before = shown(text);
  if (after === null) return { kind: 'delete', path: file, before };
  return after === text ? null : { kind: 'change', path: file, before, text: shown(after) };
}

function unexpected(file: string): ApplicationPlan {
  return {
    kind: 'refused',
    sentence: `git would change ${file}, which the patch does not name; nothing was changed.`,
  };
}
