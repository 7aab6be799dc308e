import type { Hunk } from '../patch/patch';
import { readHunk } from '../patch/readHunk';

/** A word or one other sign; spaces are none. */
const token = /[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]/gu;
/** Lines that name what other lines use. */
const importing = /^\s*(import|from|using|use|package|#\s*include|require|mod)\b/;

/**
 * How much code a hunk adds, in tokens; comments, documentation strings and imports do not count. Of all that was asked of real commits, this told best in
 * which of their hunks a later fix would change what they had added (ADR 39).
 */
export function addedCode(path: string, hunk: Hunk): number {
  const added = readHunk(path, hunk)
    .filter(({ kind }) => kind === 'added')
    .map(line => line.code);
  const code = added.filter(text => !importing.test(text));
  return code.reduce((sum, text) => sum + (text.match(token)?.length ?? 0), 0);
}
