import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * Texts by key and name, kept deflated: the base files of a large set fit in memory several times over
 * that way, and rows may come in any order.
 */
export class PackedTexts {
  private readonly blocks = new Map<string, Buffer[]>();
  private openKey: string | null = null;
  private open: [string, string][] = [];

  /** A later text of the same key and name is ignored: the first row of a file stands. */
  add(key: string, name: string, text: string): void {
    if (key !== this.openKey) this.flush(key);
    this.open.push([name, text]);
  }

  /** The texts of a key by name; empty for an unknown key. */
  get(key: string): Readonly<Record<string, string>> {
    this.flush(this.openKey);
    const entries = (this.blocks.get(key) ?? []).flatMap(
      block => JSON.parse(inflateRawSync(block).toString('utf8')) as [string, string][],
    );
    // Later entries overwrite earlier ones in fromEntries, so the first row goes last.
    return Object.fromEntries(entries.reverse());
  }

  /** Packs the run of rows of one key; files are usually grouped by task, so one block is one task. */
  private flush(nextKey: string | null): void {
    if (this.openKey !== null && this.open.length > 0) {
      const block = deflateRawSync(JSON.stringify(this.open), { level: 1 });
      const blocks = this.blocks.get(this.openKey);
      if (blocks) blocks.push(block);
      else this.blocks.set(this.openKey, [block]);
    }
    this.openKey = nextKey;
    this.open = [];
  }
}
