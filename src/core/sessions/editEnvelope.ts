import type { FileEdit } from './fileEdit';

/**
 * The patch language of `apply_patch` tools (OpenAI's models, Codex CLI and others): an envelope between `*** Begin Patch`
 * and `*** End Patch` with sections `*** Add File:`, `*** Delete File:`, `*** Update File:` (and `*** Move to:`), whose
 * hunks have no line numbers.
 *
 * @returns null when the text is no such patch
 */
export function readEditEnvelope(text: string): readonly FileEdit[] | null {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const start = lines.findIndex(line => line.trimEnd().endsWith('*** Begin Patch'));
  if (start === -1) return null;
  const edits: FileEdit[] = [];
  let section: { kind: 'add' | 'update'; path: string; to: string | null } | null = null;
  let body: string[] = [];

  const endSection = (): void => {
    if (section?.kind === 'add')
      edits.push({
        kind: 'write',
        path: section.path,
        text: body.map(line => `${line.replace(/^\+/, '')}\n`).join(''),
        before: null,
      });
    if (section?.kind === 'update') {
      edits.push(...hunks(section.path, body));
      if (section.to !== null) edits.push({ kind: 'move', path: section.path, to: section.to });
    }
    section = null;
    body = [];
  };

  for (const line of lines.slice(start + 1)) {
    const mark = /^\*\*\* (Add File|Update File|Delete File|Move to): (.{1,4096})$/.exec(line);
    const path = mark?.[2]?.trim() ?? '';
    if (line.trim().startsWith('*** End Patch')) break;
    if (mark?.[1] === 'Move to') {
      if (section !== null) (section as { to: string | null }).to = path;
    } else if (mark) {
      endSection();
      if (mark[1] === 'Delete File') edits.push({ kind: 'delete', path });
      else section = { kind: mark[1] === 'Add File' ? 'add' : 'update', path, to: null };
    } else if (section !== null && line.trim() !== '*** End of File') body.push(line);
  }
  endSection();
  return edits;
}

function hunks(path: string, body: readonly string[]): FileEdit[] {
  const edits: FileEdit[] = [];
  let [before, after]: [string[], string[]] = [[], []];
  const end = (): void => {
    const [oldText, newText] = [joined(before), joined(after)];
    if (oldText !== newText) edits.push({ kind: 'replace', path, oldText, newText, all: false });
    [before, after] = [[], []];
  };
  for (const line of body) {
    if (line.startsWith('@@')) end();
    else if (line.startsWith('+')) after.push(line.slice(1));
    else if (line.startsWith('-')) before.push(line.slice(1));
    else {
      // A context line; models forget the space before an empty one.
      before.push(line.slice(1));
      after.push(line.slice(1));
    }
  }
  end();
  return edits;
}

/** Lines as the text of a file: each with its end. */
export function joined(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('');
}
