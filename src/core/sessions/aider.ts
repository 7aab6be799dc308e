import { withoutEnd } from '../text/withoutEnd';
import { readSearchReplace } from './editsOfCall';
import type { FileEdit } from './fileEdit';
import { textIn } from './looseJson';
import { SessionBuilder } from './sessionBuilder';
import type { KnownBeside, ConvertedSession, SessionConverter, SessionFormat } from './sessionFormat';

const LABEL = 'aider';
const CHAT_START = /^# aider chat started at (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\s*$/;

/**
 * `.aider.chat.history.md`: Markdown that grows by whole chats. `#### ` marks what the user wrote, `> ` what aider said or
 * ran, the rest is the model. The last chat of the file is the session.
 */
export const aiderHistory: SessionFormat = {
  form: 'text',
  label: LABEL,
  recognises: head => head.some(line => CHAT_START.test(textIn(line) ?? '')),
  start: () => new AiderConverter(),
};

type Speaker = 'user' | 'aider' | 'model';

class AiderConverter implements SessionConverter {
  private chat: string[] = [];
  private startedAt: string | null = null;
  private chats = 0;

  push(entry: unknown): void {
    const line = textIn(entry) ?? '';
    const start = CHAT_START.exec(line);
    if (!start) {
      this.chat.push(line);
      return;
    }
    this.chats++;
    this.chat = [];
    this.startedAt = `${start[1]}T${start[2]}`;
  }

  /** Reads the chat anew: where a paragraph of a growing file ends is only known when the next one has begun. */
  convert(known?: KnownBeside): ConvertedSession {
    const reader = new ChatReader();
    if (this.chats > 1) reader.builder.problems.add('The file holds several chats; the last one was read.');
    // aider writes local time without a zone, so the steps carry no time.
    if (this.startedAt !== null) reader.builder.notes = `Chat started at ${this.startedAt} local time.`;
    for (const line of this.chat) reader.push(line);
    reader.end();
    return reader.builder.convert(known);
  }
}

class ChatReader {
  readonly builder = new SessionBuilder(LABEL);
  private speaker: Speaker | null = null;
  private lines: string[] = [];
  /** Inside a fenced block of the model, where nothing is a mark. */
  private fenced = false;
  /** What a command printed so far. */
  private running: { readonly id: string; readonly lines: string[] } | null = null;
  private notes: string[] = [];
  /** Edits the model has proposed and aider has not yet said to have applied, by file. */
  private readonly proposed = new Map<string, FileEdit[]>();
  private calls = 0;

  push(line: string): void {
    const speaker = this.speakerOf(line);
    if (speaker === 'model' && /^```/.test(line)) this.fenced = !this.fenced;
    if (speaker !== null && speaker !== this.speaker) this.end();
    if (speaker !== null) this.speaker = speaker;
    const text =
      speaker === 'user'
        ? line.replace(/^#### ?/, '')
        : speaker === 'aider'
          ? line.replace(/^> ?/, '')
          : line;
    this.lines.push(text.replace(/ {2}$/, ''));
  }

  /** Null for a blank line, which belongs to whoever spoke last. */
  private speakerOf(line: string): Speaker | null {
    if (this.fenced) return 'model';
    if (/^####(?: |$)/.test(line)) return 'user';
    if (/^>(?: |$)/.test(line)) return 'aider';
    return line.trim() === '' ? null : 'model';
  }

  /** Ends the paragraph. */
  end(): void {
    const text = this.lines.join('\n').trimEnd().replace(/^\n+/, '');
    const speaker = this.speaker;
    this.lines = [];
    this.speaker = null;
    if (text === '' || speaker === null) return;
    if (speaker === 'user') this.builder.prompt(text);
    else if (speaker === 'model') this.model(text);
    else {
      for (const line of text.split('\n')) this.aider(line);
      this.endRun();
      this.builder.note(this.notes.join('\n').trim());
      this.notes = [];
    }
  }

  private model(text: string): void {
    this.builder.say(text);
    for (const [path, edit] of proposedEdits(text)) {
      const before = this.proposed.get(path);
      if (before === undefined) this.proposed.set(path, [edit]);
      else before.push(edit);
    }
  }

  private aider(line: string): void {
    const { builder } = this;
    const version = /^Aider v(\S{1,40})/.exec(line)?.[1];
    const models = /^(?:Models?|Main model): ([^\s,]{1,100})/.exec(line)?.[1];
    const applied =
      /^(?:Applied edit to|Creating empty file|Added|Removed) (.{1,1000}?)(?: to the chat\.?| from the chat\.?)?$/.exec(
        line,
      );
    const commit = /^Commit ([0-9a-f]{7,40}) (.{0,300})/.exec(line);
    const ran = /^(?:Running|Test Script:|\$) ?(.{1,2000})$/.exec(line);
    if (version !== undefined) builder.version = version;
    else if (models !== undefined) builder.model = models;
    else if (applied && line.startsWith('Applied edit to')) this.applied(applied[1] ?? '');
    else if (commit)
      this.call('git commit', `git commit -m ${JSON.stringify(commit[2])}`, `Commit ${commit[1] ?? ''}`);
    else if (ran) {
      this.call('run', (ran[1] ?? '').trim(), null, line.startsWith('Test Script:'));
    } else if (
      /^\d[\d.,k]* prompt tokens|^Tokens:|^(?:Git repo|Repo-map|Warning|Weak model|Editor model|Restored|Use \/help)|Add these files|\? (?:yes|no|y|n)\b/i.test(
        line,
      )
    )
      return;
    else if (this.running) this.running.lines.push(line);
    else this.notes.push(line);
  }

  private endRun(): void {
    const running = this.running;
    this.running = null;
    if (running && running.lines.length > 0)
      this.builder.result(running.id, { output: running.lines.join('\n').trim() });
  }

  private applied(path: string): void {
    this.endRun();
    const edits = this.proposed.get(path) ?? [{ kind: 'untold' as const }];
    this.proposed.delete(path);
    const id = `aider.${this.calls++}`;
    this.builder.call({ id, name: 'apply_edit', args: { path }, edits, kind: 'edit' });
    this.builder.result(id, { output: `Applied edit to ${path}` });
  }

  private call(name: string, command: string, output: string | null, isTest = false): void {
    this.endRun();
    const id = `aider.${this.calls++}`;
    this.builder.call({ id, name, args: { command }, ...(isTest ? { kind: 'test' as const } : {}) });
    if (output === null) this.running = { id, lines: [] };
    else this.builder.result(id, { output });
  }
}

/** A path on a line of its own, a fence, and search-and-replace blocks inside it; or a fence with a unified diff. */
function proposedEdits(text: string): readonly (readonly [string, FileEdit])[] {
  const edits: (readonly [string, FileEdit])[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const fence = /^(`{3,})(\w*)\s*$/.exec(lines[at] ?? '');
    if (!fence) continue;
    const end = lines.indexOf(fence[1] ?? '', at + 1);
    const body = lines.slice(at + 1, end === -1 ? undefined : end).join('\n');
    const path = withoutEnd((lines[at - 1] ?? '').trim().replace(/^[`*#\s]+/, ''), '`*: \t');
    const blocks = readSearchReplace(body);
    if (blocks.length > 0 && path !== '')
      edits.push(
        ...blocks.map(block => [path, { kind: 'replace' as const, path, ...block, all: false }] as const),
      );
    else if (fence[2] === 'diff') {
      const owner = /^\+\+\+ (?:b\/)?(\S{1,1000})/m.exec(body)?.[1];
      if (owner !== undefined) edits.push([owner, { kind: 'diff', text: `${body}\n`, path: owner }]);
    }
    at = end === -1 ? lines.length : end;
  }
  return edits;
}
