import { open, readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { byCodeUnit } from '../../core/text/byCodeUnit';
import { LineSplitter, type SplitLine } from '../lines/lineSplitter';
import type { ReadLimits } from './readLimits';

/** What was added to the files of sub-agents, file by file. */
export interface SubAgentLines {
  readonly lines: readonly {
    /** Name of the file, for people. */
    readonly file: string;
    readonly line: SplitLine;
  }[];
  /** False when there was more than is read. */
  readonly complete: boolean;
}

/** Files of sub-agents that are read for one session. */
const MAX_FILES = 1_000;
/** Folders between a session's own and the file: `subagents`, or `subagents/workflows/<run>`. */
const MAX_DEPTH = 3;
const CHUNK_BYTES = 256 * 1024;

interface Progress {
  offset: number;
  readonly splitter: LineSplitter;
}

/**
 * What the sub-agents of a session have written: `<session>/subagents/**\/agent-<id>.jsonl` beside `<session>.jsonl` of Claude Code. Read
 * from where the last look ended, as the session itself is; what cannot be read is passed over.
 */
export class SubAgentFiles {
  private readonly folder: string | null;
  private readonly limits: ReadLimits;
  private readonly files = new Map<string, Progress>();
  private bytes = 0;
  private complete = true;

  /** @param limits of a line, and of all files together as of a document: they are held in memory to be put in order */
  constructor(session: string, limits: ReadLimits) {
    this.folder = session.endsWith('.jsonl')
      ? path.join(session.slice(0, -'.jsonl'.length), 'subagents')
      : null;
    this.limits = limits;
  }

  /** The lines that were added since the last look. */
  async read(): Promise<SubAgentLines> {
    const lines: SubAgentLines['lines'][number][] = [];
    if (this.folder !== null)
      for (const file of await this.list(this.folder))
        for (const line of await this.readOn(file)) lines.push({ file: path.basename(file), line });
    return { lines, complete: this.complete };
  }

  /** What stands after the last line ends: no more will come. */
  end(): SubAgentLines {
    const lines = [...this.files].flatMap(([file, { splitter }]) => {
      const line = splitter.end();
      return line === null ? [] : [{ file: path.basename(file), line }];
    });
    return { lines, complete: this.complete };
  }

  private async list(folder: string, depth = 1): Promise<readonly string[]> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const files: string[] = [];
    for (const entry of entries.sort((a, b) => byCodeUnit(a.name, b.name))) {
      const child = path.join(folder, entry.name);
      // What `acompact` writes is the session once more, to be summarised.
      if (entry.isFile() && /^agent-(?!acompact-).*\.jsonl$/.test(entry.name)) files.push(child);
      else if (entry.isDirectory() && depth < MAX_DEPTH) files.push(...(await this.list(child, depth + 1)));
    }
    if (files.length > MAX_FILES) this.complete = false;
    return files.slice(0, MAX_FILES);
  }

  private async readOn(file: string): Promise<readonly SplitLine[]> {
    const lines: SplitLine[] = [];
    const progress = this.files.get(file) ?? {
      offset: 0,
      splitter: new LineSplitter(this.limits.lineBytes),
    };
    this.files.set(file, progress);
    const size = (await stat(file).catch(() => null))?.size ?? 0;
    if (size <= progress.offset) return lines;
    const handle = await open(file, 'r').catch(() => null);
    if (handle === null) return lines;
    try {
      for (;;) {
        const room = Math.min(CHUNK_BYTES, this.limits.documentBytes - this.bytes);
        if (room <= 0) {
          this.complete = false;
          break;
        }
        const buffer = Buffer.allocUnsafe(room);
        const { bytesRead } = await handle.read(buffer, 0, room, progress.offset);
        if (bytesRead === 0) break;
        progress.offset += bytesRead;
        this.bytes += bytesRead;
        for (const line of progress.splitter.push(buffer.subarray(0, bytesRead))) lines.push(line);
      }
    } catch {
      // Gone or unreadable; what was read of it counts.
    } finally {
      await handle.close();
    }
    return lines;
  }
}
