const MB = 1024 * 1024;

/** What a scorer comes to hold besides once it has worked: with the shipped model 110 MB on one thread, 170 on four. */
const WORKING_BYTES = 128 * MB;

/**
 * One sentence when the memory that the scorer may hold is less than it needs: it would be restarted after nearly every score. What it
 * needs depends on the model and on its threads. Null when there is enough.
 *
 * @param residentBytes what it holds when its model has been opened, before the first score
 */
export function memoryNotice(residentBytes: number, ceilingBytes: number): string | null {
  if (residentBytes + WORKING_BYTES <= ceilingBytes) return null;
  const enough = Math.ceil((residentBytes + 2 * WORKING_BYTES) / (100 * MB)) * 100;
  return `The scorer uses ${Math.round(residentBytes / MB)} MB before its first score, so the limit in sweRm.memoryCeiling (${Math.round(ceilingBytes / MB)} MB) restarts it after nearly every score; raise the limit to ${enough}, or lower sweRm.threads.`;
}
