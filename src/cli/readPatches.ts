import { CommandProblem, refused } from './exitCode';
import { readText } from './readText';
import { warn } from './terminal';

/** A candidate by what it is called. */
export interface LabelledPatch {
  readonly label: string;
  readonly patch: string;
}

/**
 * The patches in files, in their order. One that cannot be read takes nothing from the others: it is said.
 *
 * @throws CommandProblem when none can be read
 */
export async function readPatches(
  files: readonly { readonly label: string; readonly path: string }[],
  signal: AbortSignal,
): Promise<readonly LabelledPatch[]> {
  const patches: LabelledPatch[] = [];
  for (const { label, path } of files) {
    try {
      patches.push({ label, patch: await readText(path, signal) });
    } catch (error) {
      signal.throwIfAborted();
      if (!CommandProblem.is(error)) throw error;
      warn(error.message);
    }
  }
  if (patches.length === 0) throw refused('No patch could be read.');
  return patches;
}
