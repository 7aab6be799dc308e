import { createHash } from 'node:crypto';

/** A key that differs when any of the strings does, or where one ends and the next begins. */
export function contentKey(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('base64');
}
