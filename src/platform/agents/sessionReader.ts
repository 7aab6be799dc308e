import { objectIn, timestampIn } from '../../core/sessions/looseJson';
import {
  HEAD_ENTRIES,
  type KnownBeside,
  type ConvertedSession,
  type SessionConverter,
  type SessionFormat,
} from '../../core/sessions/sessionFormat';
import { recogniseSession } from '../../core/sessions/sessionFormats';
import { TrajectoryProblems } from '../../core/trajectory/trajectoryProblems';
import { LineSplitter, type SplitLine } from '../lines/lineSplitter';
import { DEFAULT_LIMITS, MIB, type ReadLimits } from './readLimits';
import type { SubAgentLines } from './subAgentFiles';

/** A session file as far as it has been read. */
export type SessionReading =
  | { readonly kind: 'session'; readonly label: string; readonly session: ConvertedSession }
  /** Nothing known here, or nothing that can be read; one sentence for people. */
  | { readonly kind: 'unreadable'; readonly message: string };

/**
 * Turns the bytes of a session file into a trajectory as they come, whatever agent wrote it: the format is told by the
 * content. Never throws for what the bytes hold.
 */
export class SessionReader {
  private readonly limits: ReadLimits;
  private readonly splitter: LineSplitter;
  private problems = new TrajectoryProblems();
  private format: SessionFormat | null = null;
  private converter: SessionConverter | null = null;
  /** Everything read, while it may still be one document; null when it is not. */
  private whole: Buffer[] | null = [];
  private bytes = 0;
  private head: { readonly text: string; readonly where: string }[] = [];
  /** What sub-agents did, in the order of its times, until the session's own lines are as far; taken up to `taken`. */
  private entriesBeside: readonly BesideEntry[] = [];
  private taken = 0;
  private besideComplete = true;
  /** Time of the last line of each sub-agent's file. */
  private readonly besideTimes = new Map<string, number>();

  constructor(limits: ReadLimits = DEFAULT_LIMITS) {
    this.limits = limits;
    this.splitter = new LineSplitter(limits.lineBytes);
  }

  /** Whether the file is read line by line, so that what is appended can be read by itself. */
  get growsByLines(): boolean {
    return this.format !== null && this.format.form !== 'document';
  }

  push(chunk: Buffer): void {
    const room = this.limits.fileBytes - this.bytes;
    if (room <= 0 && chunk.length > 0) {
      this.problems.add(
        `The file is longer than ${Math.round(this.limits.fileBytes / MIB)} MiB; the rest was left out.`,
      );
      return;
    }
    const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.bytes += part.length;
    if (this.bytes > this.limits.documentBytes) this.whole = null;
    this.whole?.push(part);
    for (const line of this.splitter.push(part)) this.line(line);
  }

  /**
   * Takes lines of sub-agents' files. They are read among the session's own by their times, and after one that has the same;
   * formats whose sub-agents have no files of their own leave them out.
   */
  beside({ lines, complete }: SubAgentLines): void {
    this.besideComplete = complete;
    const added: BesideEntry[] = [];
    for (const { file, line } of lines) {
      const where = `${file}, line ${line.line}`;
      const entry = this.entryOf(line, where);
      if (entry === undefined) continue;
      // A file is in order, whatever its lines say of the time.
      const time = Math.max(this.besideTimes.get(file) ?? 0, timeOf(entry) || 0);
      this.besideTimes.set(file, time);
      added.push({ entry, where, time });
    }
    if (added.length === 0) return;
    this.entriesBeside = [...this.entriesBeside.slice(this.taken), ...added].sort((a, b) => a.time - b.time);
    this.taken = 0;
  }

  /** Takes what sub-agents did after the session's last line. */
  catchUp(): void {
    this.giveBeside(Infinity);
  }

  /** No more bytes will come: takes what stands after the last line end, or the whole as one document. */
  end(): void {
    const last = this.splitter.end();
    if (last !== null) this.line(last);
    this.catchUp();
    if (this.format !== null || this.whole === null) return;
    const text = Buffer.concat(this.whole)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
    this.whole = null;
    const document = parse(text);
    if (document === undefined) return;
    // What was said of its lines does not concern a document.
    this.problems = new TrajectoryProblems();
    this.start(recogniseSession('document', [document]), () => [[document, 'the document']]);
  }

  /** The session so far, with the files before it where they are known. */
  reading(known?: KnownBeside): SessionReading {
    if (this.format === null || this.converter === null)
      return { kind: 'unreadable', message: this.refusal() };
    const session = this.converter.convert(known);
    const problems = new TrajectoryProblems();
    problems.addAll(this.problems.all());
    problems.addAll(session.problems);
    if (!this.besideComplete)
      problems.add('Sub-agents wrote more than is read of them; the rest was left out.');
    return { kind: 'session', label: this.format.label, session: { ...session, problems: problems.all() } };
  }

  private refusal(): string {
    if (this.bytes === 0) return 'The file is empty.';
    if (this.bytes > this.limits.documentBytes)
      return `The file is longer than ${Math.round(this.limits.documentBytes / MIB)} MiB and is not a session that could be read line by line.`;
    return 'This is not a session of an agent that is known here, or it is damaged at its beginning; choose another file.';
  }

  private tooLong(where: string): void {
    const limit = Math.round(this.limits.lineBytes / MIB);
    this.problems.add(`A line is longer than ${limit} MiB and was left out.`, where);
  }

  private line(line: SplitLine): void {
    const where = `line ${line.line}`;
    if (line.kind === 'tooLong') return this.tooLong(where);
    const text = line.line === 1 ? line.text.replace(/^\uFEFF/, '') : line.text;
    if (this.converter !== null && this.format !== null) {
      for (const [entry, place] of this.entries(this.format, [{ text, where }]))
        this.give(this.converter, entry, place);
      return;
    }
    if (this.head.length >= HEAD_ENTRIES) return;
    this.head.push({ text, where });
    this.recognise();
  }

  private recognise(): void {
    const parsed = this.head.map(({ text }) => parse(text)).filter(value => value !== undefined);
    const format =
      (parsed.length > 0 ? recogniseSession('lines', parsed) : null) ??
      recogniseSession(
        'text',
        this.head.map(({ text }) => text),
      );
    this.start(format, found => this.entries(found, this.head));
  }

  private start(
    format: SessionFormat | null,
    entriesOf: (format: SessionFormat) => Iterable<readonly [unknown, string]>,
  ): void {
    if (format === null) return;
    this.format = format;
    const converter = format.start();
    this.converter = converter;
    for (const [entry, where] of entriesOf(format)) this.give(converter, entry, where);
    this.whole = null;
    this.head = [];
  }

  private give(converter: SessionConverter, entry: unknown, where: string): void {
    if (this.taken < this.entriesBeside.length) this.giveBeside(timeOf(entry));
    converter.push(entry, where);
  }

  /** @param before milliseconds since 1970; NaN takes nothing */
  private giveBeside(before: number): void {
    if (this.format?.takesSubAgents !== true) return;
    for (let next = this.entriesBeside[this.taken]; next !== undefined && next.time < before;) {
      this.converter?.push(next.entry, next.where);
      next = this.entriesBeside[++this.taken];
    }
  }

  private *entries(
    format: SessionFormat,
    lines: readonly { readonly text: string; readonly where: string }[],
  ): Generator<readonly [unknown, string], void, void> {
    for (const { text, where } of lines) {
      if (format.form === 'text') yield [text.replace(/\r$/, ''), where];
      else {
        const value = this.entryOf({ kind: 'line', text }, where);
        if (value !== undefined) yield [value, where];
      }
    }
  }

  /** The JSON value of a line; undefined for one that is empty or cannot be read, which is told. */
  private entryOf(line: { kind: 'line'; text: string } | { kind: 'tooLong' }, where: string): unknown {
    if (line.kind === 'tooLong') this.tooLong(where);
    else if (line.text.trim() !== '') {
      const value = parse(line.text);
      if (value === undefined) this.problems.add('A line is incomplete or not JSON and was left out.', where);
      return value;
    }
    return undefined;
  }
}

interface BesideEntry {
  readonly entry: unknown;
  readonly where: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Milliseconds since 1970; NaN for an entry without a time. */
function timeOf(entry: unknown): number {
  return Date.parse(timestampIn(objectIn(entry)?.timestamp) ?? '');
}

function parse(text: string): unknown {
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
