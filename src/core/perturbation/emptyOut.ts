import { pathOf, type Patch } from '../patch/patch';
import { commentLine, indentOf } from './commentLine';
import { addedLine, rewriteHunks } from './rewriteHunks';

/** The patch with a comment in place of everything that each hunk changes; null where no file can hold one. */
export function emptyOut(patch: Patch): Patch | null {
  const kept = patch.files.filter(file => file.status !== 'deleted');
  return rewriteHunks({ ...patch, files: kept }, (hunk, file) => {
    const at = hunk.lines.findIndex(line => line.kind !== 'context');
    const comment = commentLine(
      pathOf(file),
      indentOf(hunk.lines[at]?.text ?? ''),
      'See the description above.',
    );
    const base = (line: (typeof hunk.lines)[number]) => line.kind !== 'added';
    const before = hunk.lines.slice(0, at).filter(base);
    const after = hunk.lines.slice(at).filter(base);
    return [...before, ...(comment === null ? [] : [addedLine(comment)]), ...after].map(line =>
      line.kind === 'removed' ? { ...line, kind: 'context' as const } : line,
    );
  });
}
