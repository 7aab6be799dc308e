import { applyFilePatch } from '../patch/applyFilePatch';
import { createFilePatch } from '../patch/createFilePatch';
import { formatPatch } from '../patch/formatPatch';
import { parsePatch } from '../patch/parsePatch';
import type { FilePatch, Hunk } from '../patch/patch';
import { pathRefusal } from '../patch/pathRules';
import type { FileEdit } from './fileEdit';
import type { BaseFiles } from './sessionFormat';
import { relativePath } from './workspacePath';
import { byCodeUnit } from '../text/byCodeUnit';

/** A file of which the whole text is known. */
interface KnownFile {
  readonly kind: 'known';
  /** Null: did not exist. */
  readonly base: string | null;
  readonly text: string | null;
}

/** A file of which only the changed places are known, each as its text before and after. */
interface PartlyKnownFile {
  readonly kind: 'parts';
  readonly parts: readonly { readonly oldText: string; readonly newText: string }[];
}

type WorkingFile = KnownFile | PartlyKnownFile;

/** Where Claude Code gives a sub-agent a worktree of its own: another copy of the repository, not a part of this one. */
const WORKTREES = '.claude/worktrees/';
/** Longest text of a file that is followed, in characters; beyond it a file's edits count as untold. */
const MAX_FILE = 2_000_000;

/**
 * The files of a session as its edits leave them, as far as the session shows them. From that the change of each edit and of
 * the whole is made: exact where a file's text is known, else the changed places in the order they were changed.
 */
export class WorkingFiles {
  private readonly files: Map<string, WorkingFile>;
  private readonly workspace: () => string | null;
  private readonly bases: BaseFiles;
  private readonly patches: WeakMap<WorkingFile, FilePatch | null>;
  private readonly pathsElsewhere: Set<string>;
  private isComplete: boolean;

  constructor(workspace: () => string | null, bases: BaseFiles = new Map(), from?: WorkingFiles) {
    this.workspace = workspace;
    this.bases = bases;
    this.files = new Map(from ? from.files : []);
    this.patches = from ? from.patches : new WeakMap<WorkingFile, FilePatch | null>();
    this.pathsElsewhere = new Set(from ? from.pathsElsewhere : []);
    this.isComplete = from ? from.isComplete : true;
  }

  /** Another one that starts from the same state. */
  copy(): WorkingFiles {
    return new WorkingFiles(this.workspace, this.bases, this);
  }

  /** False when something changed files in a way that could not be followed. */
  get complete(): boolean {
    return this.isComplete;
  }

  /** Edited paths outside of the workspace, as the session has them: no part of the change. */
  get elsewhere(): readonly string[] {
    return [...this.pathsElsewhere];
  }

  get paths(): readonly string[] {
    return [...this.files]
      .filter(([, file]) => file.kind === 'parts' || file.base !== file.text)
      .map(([path]) => path);
  }

  /** @returns the change of these edits as a unified diff, null when there is none that can be shown */
  apply(edits: readonly FileEdit[]): string | null {
    return formatPatch(edits.flatMap(edit => this.changeOf(edit))) || null;
  }

  /** The change since the beginning, as a unified diff, '' for none. */
  patch(): string {
    const files = [...this.files]
      .sort(([a], [b]) => byCodeUnit(a, b))
      .flatMap(([path, file]) => this.filePatch(path, file) ?? []);
    return formatPatch(files);
  }

  private filePatch(path: string, file: WorkingFile): FilePatch | null {
    const cached = this.patches.get(file);
    if (cached !== undefined) return cached;
    const made =
      file.kind === 'parts'
        ? partsPatch(path, file)
        : file.base === file.text
          ? null
          : createFilePatch(path, file.base, file.text);
    this.patches.set(file, made);
    return made;
  }

  private changeOf(edit: FileEdit): readonly FilePatch[] {
    if (edit.kind === 'untold') return this.untold();
    if (edit.kind === 'diff') return this.applyDiff(edit.text, edit.path);
    const path = relativePath(edit.path, this.workspace());
    // What lies elsewhere (a plan, a scratch file) is no part of the change.
    if (path?.startsWith(WORKTREES) !== false) return edit.kind === 'shown' ? [] : this.leaveOut(edit.path);
    if (pathRefusal(path) !== null) return this.untold();
    switch (edit.kind) {
      case 'shown':
        if (this.known(path) === undefined && this.files.get(path) === undefined) this.learn(path, edit.text);
        return [];
      case 'write':
        // What a new text replaces in a file of which only places are known, nobody told.
        if (this.files.get(path)?.kind === 'parts') return this.untold();
        if (edit.before !== undefined) this.learn(path, edit.before);
        return this.set(path, this.known(path)?.text ?? null, edit.text);
      case 'replace':
        if (edit.before !== undefined) this.learn(path, edit.before);
        return this.replace(path, edit.oldText, edit.newText, edit.all);
      case 'insert':
        return this.splice(path, edit.after + 1, edit.after, edit.text);
      case 'lines':
        return this.splice(path, edit.from, edit.to, edit.text);
      case 'delete': {
        const known = this.known(path);
        return known ? this.set(path, known.text, null) : this.untold();
      }
      case 'move': {
        const to = relativePath(edit.to, this.workspace());
        const text = this.known(path)?.text;
        if (to === null || pathRefusal(to) !== null || text === undefined || text === null)
          return this.untold();
        return [...this.set(path, text, null), ...this.set(to, this.known(to)?.text ?? null, text)];
      }
    }
  }

  private untold(): readonly FilePatch[] {
    this.isComplete = false;
    return [];
  }

  private leaveOut(path: string): readonly FilePatch[] {
    if (path !== '') this.pathsElsewhere.add(path);
    return [];
  }

  /** The file if its whole text is known, from the session or from the base. */
  private known(path: string): KnownFile | undefined {
    const file = this.files.get(path);
    if (file !== undefined) return file.kind === 'known' ? file : undefined;
    const base = this.bases.get(path);
    if (base === undefined) return undefined;
    const known: KnownFile = { kind: 'known', base, text: base };
    this.files.set(path, known);
    return known;
  }

  /** What the session says a file holds now. A text that differs from what the edits made of it was changed from outside. */
  private learn(path: string, text: string | null): void {
    const known = this.known(path);
    if (known?.text === text) return;
    if (known === undefined && this.files.has(path)) return;
    this.files.set(path, { kind: 'known', base: known === undefined ? text : known.base, text });
  }

  private set(path: string, before: string | null, after: string | null): readonly FilePatch[] {
    if ((after?.length ?? 0) > MAX_FILE || (before?.length ?? 0) > MAX_FILE) return this.untold();
    const known = this.known(path);
    this.files.set(path, { kind: 'known', base: known === undefined ? before : known.base, text: after });
    return before === after ? [] : [createFilePatch(path, before, after)];
  }

  private replace(path: string, oldText: string, newText: string, all: boolean): readonly FilePatch[] {
    if (oldText.length > MAX_FILE || newText.length > MAX_FILE) return this.untold();
    const known = this.known(path);
    if (known) {
      const text = known.text ?? '';
      // Agents' edit tools create a file when the text to replace is empty and nothing is there.
      if (oldText === '' && text === '') return this.set(path, known.text, newText);
      const place = fitLineEnds(text, oldText);
      if (place === null) return this.untold();
      const replacement = text.includes('\r\n') ? newText.replaceAll(/\r?\n/g, '\r\n') : newText;
      const after = all ? text.split(place).join(replacement) : replaceOnce(text, place, replacement);
      return this.set(path, text, after);
    }
    const file = this.files.get(path);
    const parts = file?.kind === 'parts' ? file.parts : [];
    if (oldText === '' && parts.length === 0) return this.set(path, null, newText);
    const change = createFilePatch(path, withNewline(oldText), withNewline(newText));
    const touched = parts.findIndex(part => oldText !== '' && part.newText.includes(oldText));
    this.files.set(path, {
      kind: 'parts',
      parts:
        touched === -1
          ? [...parts, { oldText, newText }]
          : parts.map((part, index) =>
              index === touched ? { ...part, newText: replaceOnce(part.newText, oldText, newText) } : part,
            ),
    });
    return [change];
  }

  private splice(path: string, from: number, to: number, text: string): readonly FilePatch[] {
    const known = this.known(path);
    if (known?.text === undefined || known.text === null) return this.untold();
    const lines = known.text.split('\n');
    if (from < 1 || from > lines.length + 1 || to < from - 1) return this.untold();
    const inserted = text === '' ? [] : text.replace(/\n$/, '').split('\n');
    const after = [...lines.slice(0, from - 1), ...inserted, ...lines.slice(to)].join('\n');
    return this.set(path, known.text, after);
  }

  private applyDiff(text: string, owner: string | undefined): readonly FilePatch[] {
    const { files } = parsePatch(text);
    if (files.length === 0) return this.untold();
    return files.flatMap(file => {
      const named = owner ?? file.newPath ?? file.oldPath ?? '';
      const path = relativePath(named, this.workspace());
      if (path === null) return this.leaveOut(named);
      if (pathRefusal(path) !== null || file.binary) return this.untold();
      if (file.status === 'added') return this.set(path, null, applyFilePatch('', file) ?? '');
      const known = this.known(path);
      if (file.status === 'deleted')
        return known ? this.set(path, known.text, null) : [...this.untold(), file];
      const after = known ? applyFilePatch(known.text ?? '', file) : null;
      if (known && after !== null) return this.set(path, known.text, after);
      return file.hunks.flatMap(hunk =>
        this.replace(path, side(hunk, 'removed'), side(hunk, 'added'), false),
      );
    });
  }
}

/** Lines of a hunk on one of its sides. */
function side(hunk: Hunk, changed: 'removed' | 'added'): string {
  return hunk.lines
    .filter(line => line.kind === 'context' || line.kind === changed)
    .map(line => `${line.text}\n`)
    .join('');
}

/** The text to look for, with the file's line ends if it needs them; null when it is not there. */
function fitLineEnds(text: string, wanted: string): string | null {
  if (wanted === '') return null;
  if (text.includes(wanted)) return wanted;
  const windows = wanted.replaceAll(/\r?\n/g, '\r\n');
  return text.includes(windows) ? windows : null;
}

/** `String.replace` with a text would read `$&` in it. */
function replaceOnce(text: string, oldText: string, newText: string): string {
  const at = text.indexOf(oldText);
  return at === -1 ? text : text.slice(0, at) + newText + text.slice(at + oldText.length);
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** The places one after the other, numbered as if nothing lay between them: where they stand is not known. */
function partsPatch(path: string, file: PartlyKnownFile): FilePatch | null {
  const hunks: Hunk[] = [];
  let [oldStart, newStart] = [1, 1];
  for (const { oldText, newText } of file.parts) {
    if (oldText === newText) continue;
    for (const hunk of createFilePatch(path, withNewline(oldText), withNewline(newText)).hunks) {
      hunks.push({ ...hunk, oldStart, newStart });
      // One line at least lies between two hunks.
      oldStart += hunk.oldLines + 1;
      newStart += hunk.newLines + 1;
    }
  }
  if (hunks.length === 0) return null;
  return {
    status: 'modified',
    oldPath: path,
    newPath: path,
    binary: false,
    oldMode: null,
    newMode: null,
    hunks,
  };
}
