import { createHash } from 'node:crypto';
import { normalisedChange } from '../../core/patch/normalise';
import { parsePatch } from '../../core/patch/parsePatch';

/** SHA-256 of the normalised change, in hex: the key by which outcomes know a change, whatever its diff looks like. */
export function changeKey(patch: string): string {
  return createHash('sha256')
    .update(normalisedChange(parsePatch(patch)))
    .digest('hex');
}
