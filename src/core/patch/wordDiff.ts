import { changedLines, type Patch } from './patch';

/** A line of its own in `--word-diff=porcelain`: here a line of the file ends. */
const LINE_END = '~';

/** Between a removed word and the one that replaces it, as `--word-diff` marks them. */
const REPLACED = '-]{+';

/** Red or green, by which `--color-words` tells them. */
const COLOURED_WORD = /\u001b\[3[12]m/;

/**
 * Whether a text that was read as a diff of lines is one of words (`git diff --word-diff`, `--color-words`). Some of its lines begin
 * with what marks a line as added or removed, and a few such lines would be taken for the whole change.
 *
 * @param read what was read of the text
 */
export function isWordDiff(text: string, { files, problems }: Patch): boolean {
  const hunks = files.flatMap(file => file.hunks);
  const isUnchanged = hunks.length > 0 && hunks.every(hunk => changedLines(hunk).length === 0);
  // What git writes line by line is read without any of these.
  const isDamaged = problems.some(({ code }) => code === 'countMismatch' || code === 'malformed');
  if (!isUnchanged && !isDamaged && !text.includes(`\n${LINE_END}`)) return false;
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex(line => /^(?:\u001b\[[\d;]*m)*@@ -/.test(line));
  const body = start === -1 ? [] : lines.slice(start + 1);
  const endsLines = body.some((line, i) => line === LINE_END && /^[ +-]/.test(body[i - 1] ?? ''));
  return endsLines || ((isUnchanged || isDamaged) && body.some(line => marksWords(line, isUnchanged)));
}

/** @param isUnchanged no line says that it is added or removed, so that marks of words can be nothing else */
function marksWords(line: string, isUnchanged: boolean): boolean {
  const bare = line.replace(/\u001b\[[\d;]*[mK]/g, '');
  if (bare.includes(REPLACED)) return true;
  if (/^[+\-@]/.test(bare)) return false;
  if (COLOURED_WORD.test(line) || holds(bare, '{+', '+}')) return true;
  // In a line of code it may stand for a set of signs.
  return holds(bare, '[-', '-]') && (isUnchanged || !/^[ \\]/.test(bare));
}

/** Whether something stands between two marks; in one pass, for a line may be as long as the diff. */
function holds(line: string, open: string, close: string): boolean {
  const at = line.indexOf(open);
  return at !== -1 && line.includes(close, at + open.length + 1);
}
