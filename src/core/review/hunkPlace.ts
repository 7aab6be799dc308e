import type { HunkInfluence } from '../scoring/verdict';

/** Where a hunk of a change is to be seen, and what it contributes. */
export interface HunkPlace {
  readonly id: string;
  readonly path: string;
  /** Index of the hunk within its file. */
  readonly hunk: number;
  /** 0-based first changed line in the new text; of a pure deletion the line that follows it. */
  readonly line: number;
  /** False when the file is gone: there is no place to show. */
  readonly exists: boolean;
  /** Lines it adds and removes. */
  readonly added: number;
  readonly removed: number;
  /** Code that it adds, in tokens (`addedCode`). */
  readonly code: number;
  /** Score of the whole change less the score without this hunk; null: not known. */
  readonly delta: number | null;
}

/**
 * "src/cart.ts, line 12"
 *
 * @param name what the file is called
 */
export function placeText({ line, exists }: Pick<HunkPlace, 'line' | 'exists'>, name: string): string {
  return exists ? `${name}, line ${line + 1}` : `${name}, deleted`;
}

/** "src/cart.ts:12", as compilers write it. */
export function placeReference({ path, line, exists }: Pick<HunkPlace, 'path' | 'line' | 'exists'>): string {
  return exists ? `${path}:${line + 1}` : `${path} (deleted)`;
}

/** The same places with what is known of their influence. */
export function withInfluence(
  places: readonly HunkPlace[],
  influences: readonly HunkInfluence[],
): readonly HunkPlace[] {
  return places.map(place => {
    const influence = influences.find(({ path, hunk }) => path === place.path && hunk === place.hunk);
    return { ...place, delta: influence?.delta ?? null };
  });
}
