import { formatPatch as formatHeader } from 'diff';
import type { FilePatch } from './patch';
import { NO_FILE } from './patchPaths';
import { formatHunk, toStructured } from './structuredPatch';

/** Changes as git prints them; `parsePatch` reads them back as they were. Without files the text is empty. */
export function formatPatch(files: readonly FilePatch[]): string {
  return files.map(formatFile).join('');
}

function formatFile(file: FilePatch): string {
  const lines = headerLines(file);
  if (file.binary)
    lines.push(`Binary files ${nameOf(file.oldPath, 'a/')} and ${nameOf(file.newPath, 'b/')} differ`);
  const hunks = file.hunks.map(hunk => formatHunk(hunk).join('\n'));
  return `${[...lines, ...hunks].join('\n')}\n`;
}

/**
 * The lines before the first hunk. The `diff` package writes them, for the sake of its quoting; whether there is a hunk is all
 * that it needs to know of them.
 */
function headerLines(file: FilePatch): string[] {
  const { oldPath, newPath, status, oldMode, newMode } = file;
  const text = formatHeader({
    ...toStructured({ ...file, hunks: file.hunks.slice(0, 1).map(hunk => ({ ...hunk, lines: [] })) }),
    isGit: true,
    oldFileName: nameOf(oldPath, 'a/'),
    newFileName: nameOf(newPath, 'b/'),
    isCreate: status === 'added',
    isDelete: status === 'deleted',
    isRename: status === 'renamed',
    isCopy: status === 'copied',
    ...(oldMode === null ? {} : { oldMode }),
    ...(newMode === null ? {} : { newMode }),
  });
  const end = text.indexOf('\n@@ ');
  const lines = (end === -1 ? text.trimEnd() : text.slice(0, end)).split('\n');
  // The package makes up a mode where none is known. With hunks, `/dev/null` says enough.
  const invented = end !== -1 && oldMode === null && newMode === null;
  return invented ? lines.filter(line => !/^(?:new|deleted) file mode /.test(line)) : lines;
}

function nameOf(path: string | null, prefix: string): string {
  return path === null ? NO_FILE : prefix + path;
}
