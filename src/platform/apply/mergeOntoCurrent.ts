import { formatPatch } from '../../core/patch/formatPatch';
import { pathOf, type FilePatch, type Patch } from '../../core/patch/patch';
import type { Git } from '../git/git';
import { ScratchIndex } from '../git/scratchIndex';
import { applyFailureText, filesText } from './applyFailure';
import type { CurrentFile } from './currentFile';

type MergeResult =
  | { readonly kind: 'merged' }
  /** Every file is as at the base: there is nothing to merge with. */
  | { readonly kind: 'unmoved' }
  | { readonly kind: 'refused'; readonly sentence: string };

/** What a file must become; null: it goes. */
interface MergedFile {
  readonly path: string;
  readonly text: string | null;
  readonly executable: boolean;
}

/**
 * Merges a patch, applied at its own base, with what the files have become since, into the scratch index that holds
 * them. All files or none: when one conflicts, the index is left as it was.
 */
export async function mergeOntoCurrent(
  git: Git,
  { patch, base }: { readonly patch: Patch; readonly base: string },
  current: ReadonlyMap<string, CurrentFile>,
  scratch: ScratchIndex,
): Promise<MergeResult> {
  const atBase = await ScratchIndex.at(git, base);
  try {
    const before = new Map<string, string | null>();
    for (const name of current.keys()) before.set(name, await textAt(atBase, name));
    if ([...current].every(([name, { text }]) => text === before.get(name))) return { kind: 'unmoved' };
    const failure = await atBase.apply(formatPatch(patch.files));
    if (failure !== null) return { kind: 'refused', sentence: applyFailureText(failure, patch) };

    const mergedFiles: MergedFile[] = [];
    const conflicts: string[] = [];
    for (const file of patch.files) {
      const merged = await mergeFile(file, { before, after: atBase, current, scratch });
      if (merged === 'conflict') conflicts.push(pathOf(file));
      else mergedFiles.push(...merged);
    }
    if (conflicts.length > 0) return { kind: 'refused', sentence: conflictText(conflicts, base) };
    for (const { path, text, executable } of mergedFiles) await scratch.put(path, text, executable);
    return { kind: 'merged' };
  } finally {
    await atBase.dispose();
  }
}

interface Sides {
  readonly before: ReadonlyMap<string, string | null>;
  readonly after: ScratchIndex;
  readonly current: ReadonlyMap<string, CurrentFile>;
  /** Only for its three-way merge. */
  readonly scratch: ScratchIndex;
}

async function mergeFile(
  { status, oldPath, newPath, newMode }: FilePatch,
  { before, after, current, scratch }: Sides,
): Promise<readonly MergedFile[] | 'conflict'> {
  const textOf = (name: string | null) => (name === null ? null : (current.get(name)?.text ?? null));
  const wanted = newPath === null ? null : await textAt(after, newPath);
  const [there, source] = [textOf(newPath), textOf(oldPath)];
  const old = oldPath === null ? null : (before.get(oldPath) ?? null);
  const executable =
    newMode === null ? (current.get(oldPath ?? '')?.executable ?? false) : newMode === '100755';

  if (newPath === null) {
    if (oldPath === null || source === null) return [];
    return source === old ? [{ path: oldPath, text: null, executable: false }] : 'conflict';
  }
  if (oldPath === null || status === 'copied') {
    if (there === wanted) return [];
    return there === null ? [{ path: newPath, text: wanted, executable }] : 'conflict';
  }
  if (source === null || old === null || wanted === null) return 'conflict';
  if (oldPath !== newPath && there !== null) return 'conflict';
  const text = source === old ? wanted : await scratch.merge(source, old, wanted);
  if (text === null) return 'conflict';
  const gone = oldPath === newPath ? [] : [{ path: oldPath, text: null, executable: false }];
  return [...gone, { path: newPath, text, executable }];
}

async function textAt(scratch: ScratchIndex, name: string): Promise<string | null> {
  return (await scratch.read(name))?.toString('utf8') ?? null;
}

function conflictText(conflicts: readonly string[], base: string): string {
  return `${filesText(conflicts)} changed in the same places since ${base.slice(0, 8)}, where the candidate starts; nothing was changed, so apply it into a new worktree and merge by hand.`;
}
