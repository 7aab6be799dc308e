import { FILE_HEADERS_ONLY, formatPatch as formatHeader } from 'diff';
import type { FilePatch } from './patch';
import { NO_FILE } from './patchPaths';
import { formatHunk, toStructured } from './structuredPatch';

/** Changes as git prints them; `parsePatch` reads them back as they were. Without files the text is empty. */
export function formatPatch(files: readonly FilePatch[]): string {
  return files.map(formatFile).join('');
}

function formatFile(file: FilePatch): string {
  const lines = [...headerLines(file)];
  if (file.binary)
    lines.push(`Binary files ${nameOf(file.oldPath, 'a/')} and ${nameOf(file.newPath, 'b/')} differ`);
  for (const hunk of file.hunks) lines.push(...formatHunk(hunk));
  return `${lines.join('\n')}\n`;
}

/** The lines before the first hunk. The `diff` package writes them, for the sake of its quoting. */
function headerLines(file: FilePatch): string[] {
  const { oldPath, newPath, status, oldMode, newMode } = file;
  const text = formatHeader(
    {
      ...toStructured(file),
      // Git's header states the mode of an added or deleted file. Where it is not known the plain header does.
      isGit:
        file.hunks.length === 0 || (oldMode ?? newMode) !== null || (oldPath !== null && newPath !== null),
      oldFileName: nameOf(oldPath, 'a/'),
      newFileName: nameOf(newPath, 'b/'),
      isCreate: status === 'added',
      isDelete: status === 'deleted',
      isRename: status === 'renamed',
      isCopy: status === 'copied',
      ...(oldMode === null ? {} : { oldMode }),
      ...(newMode === null ? {} : { newMode }),
    },
    FILE_HEADERS_ONLY,
  );
  const end = text.indexOf('\n@@ ');
  return (end === -1 ? text.trimEnd() : text.slice(0, end)).split('\n');
}

function nameOf(path: string | null, prefix: string): string {
  return path === null ? NO_FILE : prefix + path;
}
