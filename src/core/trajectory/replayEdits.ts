import { applyFilePatch } from '../patch/applyFilePatch';
import { createFilePatch } from '../patch/createFilePatch';
import { formatPatch } from '../patch/formatPatch';
import { parsePatch } from '../patch/parsePatch';
import { pathOf, type FilePatch } from '../patch/patch';
import type { Step } from './trajectory';
import { byCodeUnit } from '../text/byCodeUnit';

/** Text of a file at the base of a trajectory; null when it was not there, or is not text. */
export type BaseText = (path: string) => Promise<string | null>;

/**
 * Takes the edits of a trajectory one after the other and says what they come to: the change of all of them so far, against
 * the base. Each step's patch stands on the steps before it.
 */
export class EditReplay {
  /** Texts of the files that were touched; null: not there. */
  private readonly now = new Map<string, string | null>();
  private readonly before = new Map<string, string | null>();
  /** Files that could not be followed: a hunk found no place, or the change is binary. */
  private readonly lost = new Set<string>();

  constructor(private readonly baseText: BaseText) {}

  /** Files whose change cannot be told any more; the change so far is without them. */
  get unfollowed(): ReadonlySet<string> {
    return this.lost;
  }

  /** The texts as they are now. */
  get texts(): ReadonlyMap<string, string | null> {
    return this.now;
  }

  async take(step: Pick<Step, 'patch'>): Promise<void> {
    if (step.patch === null) return;
    for (const file of parsePatch(step.patch).files) await this.takeFile(file);
  }

  /** The change so far as a unified diff; '' when everything is as it was. */
  patch(): string {
    const files: FilePatch[] = [];
    for (const [path, text] of this.now) {
      const old = this.before.get(path) ?? null;
      if (this.lost.has(path) || text === old) continue;
      files.push(createFilePatch(path, old, text));
    }
    return formatPatch(files.sort((a, b) => byCodeUnit(pathOf(a), pathOf(b))));
  }

  private async takeFile(file: FilePatch): Promise<void> {
    const { oldPath, newPath } = file;
    const from = oldPath ?? newPath;
    if (from === null) return;
    const text = await this.textOf(from);
    if (newPath === null) return void this.now.set(from, null);
    await this.textOf(newPath);
    if (file.status === 'renamed' && oldPath !== null) this.now.set(oldPath, null);
    const after = this.lost.has(from) ? null : applyFilePatch(oldPath === null ? '' : (text ?? ''), file);
    if (after === null) this.lost.add(newPath);
    else this.now.set(newPath, after);
  }

  private async textOf(path: string): Promise<string | null> {
    const known = this.now.get(path);
    if (known !== undefined) return known;
    const text = normalised(await this.baseText(path));
    this.before.set(path, text);
    this.now.set(path, text);
    return text;
  }
}

/** Line ends and byte order marks are an editor's or git's choice and no part of what was edited. */
export function normalised(text: string | null): string | null {
  return text === null ? null : text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
}
