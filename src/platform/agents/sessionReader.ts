import { HEAD_ENTRIES } from '../../core/sessions/sessionFormat';
import type {
  KnownBeside,
  ConvertedSession,
  SessionConverter,
  SessionFormat,
} from '../../core/sessions/sessionFormat';
import { recogniseSession } from '../../core/sessions/sessionFormats';
import { TrajectoryProblems } from '../../core/trajectory/trajectoryProblems';
import { LineSplitter, type SplitLine } from '../lines/lineSplitter';

/** A session file as far as it has been read. */
export type SessionReading =
  | { readonly kind: 'session'; readonly label: string; readonly session: ConvertedSession }
  /** Nothing known here, or nothing that can be read; one sentence for people. */
  | { readonly kind: 'unreadable'; readonly message: string };

export interface ReadLimits {
  /** Of a whole JSON document, which has to be held in memory at once. */
  readonly documentBytes: number;
  readonly lineBytes: number;
  /** Of a file of lines; what follows is left out. */
  readonly fileBytes: number;
}

const MIB = 1024 * 1024;
export const DEFAULT_LIMITS: ReadLimits = {
  documentBytes: 64 * MIB,
  lineBytes: 16 * MIB,
  fileBytes: 512 * MIB,
};

/**
 * Turns the bytes of a session file into a trajectory as they come, whatever agent wrote it: the format is told by the
 * content. Never throws for what the bytes hold.
 */
export class SessionReader {
  readonly #limits: ReadLimits;
  readonly #splitter: LineSplitter;
  #problems = new TrajectoryProblems();
  #format: SessionFormat | null = null;
  #converter: SessionConverter | null = null;
  /** Everything read, while it may still be one document; null when it is not. */
  #whole: Buffer[] | null = [];
  #bytes = 0;
  #head: { readonly text: string; readonly where: string }[] = [];

  constructor(limits: ReadLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
    this.#splitter = new LineSplitter(limits.lineBytes);
  }

  /** Whether the file is read line by line, so that what is appended can be read by itself. */
  get growsByLines(): boolean {
    return this.#format !== null && this.#format.form !== 'document';
  }

  push(chunk: Buffer): void {
    const room = this.#limits.fileBytes - this.#bytes;
    if (room <= 0 && chunk.length > 0) {
      this.#problems.add(
        `The file is longer than ${Math.round(this.#limits.fileBytes / MIB)} MiB; the rest was left out.`,
      );
      return;
    }
    const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.#bytes += part.length;
    if (this.#bytes > this.#limits.documentBytes) this.#whole = null;
    this.#whole?.push(part);
    for (const line of this.#splitter.push(part)) this.#line(line);
  }

  /** No more bytes will come: takes what stands after the last line end, or the whole as one document. */
  end(): void {
    const last = this.#splitter.end();
    if (last !== null) this.#line(last);
    if (this.#format !== null || this.#whole === null) return;
    const text = Buffer.concat(this.#whole)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
    this.#whole = null;
    const document = parse(text);
    if (document === undefined) return;
    // What was said of its lines does not concern a document.
    this.#problems = new TrajectoryProblems();
    this.#start(recogniseSession('document', [document]), () => [[document, 'the document']]);
  }

  /** The session so far, with the files before it where they are known. */
  reading(known?: KnownBeside): SessionReading {
    if (this.#format === null || this.#converter === null)
      return { kind: 'unreadable', message: this.#refusal() };
    const session = this.#converter.convert(known);
    const problems = new TrajectoryProblems();
    problems.addAll(this.#problems.all());
    problems.addAll(session.problems);
    return { kind: 'session', label: this.#format.label, session: { ...session, problems: problems.all() } };
  }

  #refusal(): string {
    if (this.#bytes === 0) return 'The file is empty.';
    if (this.#bytes > this.#limits.documentBytes)
      return `The file is longer than ${Math.round(this.#limits.documentBytes / MIB)} MiB and is not a session that could be read line by line.`;
    return 'This is not a session of an agent that is known here, or it is damaged at its beginning; choose another file.';
  }

  #line(line: SplitLine): void {
    const where = `line ${line.line}`;
    if (line.kind === 'tooLong') {
      this.#problems.add(
        `A line is longer than ${Math.round(this.#limits.lineBytes / MIB)} MiB and was left out.`,
        where,
      );
      return;
    }
    const text = line.line === 1 ? line.text.replace(/^\uFEFF/, '') : line.text;
    if (this.#converter !== null && this.#format !== null) {
      for (const [entry, place] of this.#entries(this.#format, [{ text, where }]))
        this.#converter.push(entry, place);
      return;
    }
    if (this.#head.length >= HEAD_ENTRIES) return;
    this.#head.push({ text, where });
    this.#recognise();
  }

  #recognise(): void {
    const parsed = this.#head.map(({ text }) => parse(text)).filter(value => value !== undefined);
    const format =
      (parsed.length > 0 ? recogniseSession('lines', parsed) : null) ??
      recogniseSession(
        'text',
        this.#head.map(({ text }) => text),
      );
    this.#start(format, found => this.#entries(found, this.#head));
  }

  #start(
    format: SessionFormat | null,
    entriesOf: (format: SessionFormat) => Iterable<readonly [unknown, string]>,
  ): void {
    if (format === null) return;
    this.#format = format;
    const converter = format.start();
    this.#converter = converter;
    for (const [entry, where] of entriesOf(format)) converter.push(entry, where);
    this.#whole = null;
    this.#head = [];
  }

  *#entries(
    format: SessionFormat,
    lines: readonly { readonly text: string; readonly where: string }[],
  ): Generator<readonly [unknown, string], void, void> {
    for (const { text, where } of lines) {
      if (format.form === 'text') yield [text.replace(/\r$/, ''), where];
      else if (text.trim() !== '') {
        const value = parse(text);
        if (value === undefined)
          this.#problems.add('A line is incomplete or not JSON and was left out.', where);
        else yield [value, where];
      }
    }
  }
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
