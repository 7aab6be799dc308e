import type { FileEdit } from './fileEdit';
import { contentText, listIn, objectField, objectIn, textField, textIn, timestampIn } from './looseJson';
import type { LooseObject } from './looseJson';
import { SessionBuilder } from './sessionBuilder';
import type { SessionResult } from './sessionBuilder';
import type { ConvertedSession, SessionConverter, SessionFormat, KnownBeside } from './sessionFormat';

const LABEL = 'Gemini CLI';

/** `tmp/<project>/chats/session-*.json`: one document. */
export const geminiDocument: SessionFormat = {
  form: 'document',
  label: LABEL,
  recognises: ([document]) => {
    const session = objectIn(document);
    return (
      listIn(session?.messages) !== undefined &&
      textField(session, 'sessionId', 'projectHash') !== undefined &&
      textField(session, 'startTime', 'projectHash') !== undefined
    );
  },
  start: () => new GeminiConverter(),
};

/** `tmp/<project>/chats/session-*.jsonl`: the same as a log; a message with a known id replaces the earlier one. */
export const geminiLines: SessionFormat = {
  form: 'lines',
  label: LABEL,
  recognises: head =>
    head.some(entry => {
      const line = objectIn(entry);
      return (
        (textField(line, 'projectHash') !== undefined && textField(line, 'sessionId') !== undefined) ||
        (line?.type === 'gemini' && 'content' in line)
      );
    }),
  start: () => new GeminiConverter(),
};

class GeminiConverter implements SessionConverter {
  private header: LooseObject = {};
  private readonly messages = new Map<string, LooseObject>();
  private readonly unknown: string[] = [];

  push(entry: unknown, where: string): void {
    const line = objectIn(entry);
    if (line === undefined) {
      this.unknown.push(where);
      return;
    }
    const set = objectIn(line.$set);
    const rewindTo = textField(line, '$rewindTo');
    if (set !== undefined) this.checkpoint(set);
    else if (rewindTo !== undefined) this.rewind(rewindTo);
    else if (textField(line, 'type') !== undefined) this.keep(line, where);
    else if (textField(line, 'sessionId') !== undefined || listIn(line.messages) !== undefined) {
      this.header = { ...this.header, ...line };
      for (const [index, message] of (listIn(line.messages) ?? []).entries())
        this.keep(objectIn(message) ?? {}, `message ${index + 1}`);
    } else this.unknown.push(where);
  }

  convert(known?: KnownBeside): ConvertedSession {
    const builder = new SessionBuilder(LABEL);
    builder.sessionId = textField(this.header, 'sessionId') ?? null;
    builder.workspace = textIn(listIn(this.header.directories)?.[0]) ?? null;
    for (const where of this.unknown)
      builder.problems.add('A line is not a message of a session and was left out.', where);
    for (const [id, message] of this.messages) pushMessage(builder, message, id);
    return builder.convert(known);
  }

  private keep(message: LooseObject, where: string): void {
    this.messages.set(textField(message, 'id') ?? where, message);
  }

  private checkpoint(set: LooseObject): void {
    this.header = { ...this.header, ...set };
    const messages = listIn(set.messages);
    if (messages === undefined) return;
    this.messages.clear();
    for (const [index, message] of messages.entries())
      this.keep(objectIn(message) ?? {}, `message ${index + 1}`);
  }

  /** The user went back: that message and all after it did not happen. */
  private rewind(id: string): void {
    const from = [...this.messages.keys()].indexOf(id);
    for (const later of [...this.messages.keys()].slice(Math.max(0, from))) this.messages.delete(later);
  }
}

function pushMessage(builder: SessionBuilder, message: LooseObject, where: string): void {
  const timestamp = timestampIn(message.timestamp);
  const text = contentText(message.content);
  switch (message.type) {
    case 'user':
      builder.prompt(text, timestamp);
      break;
    case 'gemini':
      builder.model ??= textField(message, 'model') ?? null;
      builder.think(
        (listIn(message.thoughts) ?? [])
          .map(thought =>
            [textField(objectIn(thought), 'subject'), textField(objectIn(thought), 'description')]
              .filter(Boolean)
              .join(': '),
          )
          .join('\n'),
        timestamp,
      );
      builder.say(text, timestamp);
      for (const [index, entry] of (listIn(message.toolCalls) ?? []).entries()) {
        const call = objectIn(entry) ?? {};
        const id = textField(call, 'id') ?? `${where}.${index}`;
        const edits = editsOf(objectIn(call.resultDisplay), objectIn(call.args));
        builder.call({
          id,
          name: textField(call, 'name') ?? 'unknown',
          args: objectIn(call.args) ?? {},
          timestamp: timestampIn(call.timestamp) ?? timestamp,
          ...(edits === null ? {} : { edits }),
        });
        if (call.status !== undefined) builder.result(id, resultOf(call));
      }
      break;
    case 'info':
    case 'warning':
    case 'error':
      builder.note(text, timestamp);
      break;
    default:
      builder.problems.add(
        'A message is of a kind that is not known here and was left out.',
        where.slice(0, 80),
      );
  }
}

function resultOf(call: LooseObject): SessionResult {
  const failed = call.status === 'error' || call.status === 'cancelled';
  const texts = (listIn(call.result) ?? []).map(part => {
    const response = objectField(objectField(objectIn(part), 'functionResponse'), 'response');
    return textField(response, 'output', 'error') ?? contentText([part]);
  });
  const output = texts.join('\n') || (textIn(call.resultDisplay) ?? '');
  const exitCode = /^Exit Code: (\d{1,3}|\(none\))$/m.exec(output)?.[1];
  return exitCode === undefined
    ? { output, failed }
    : { output, failed, exitCode: exitCode === '(none)' ? 0 : Number(exitCode) };
}

/** What an edit tool shows: the file before and after. */
function editsOf(
  display: LooseObject | undefined,
  args: LooseObject | undefined,
): readonly FileEdit[] | null {
  const path = textField(args, 'file_path') ?? textField(display, 'filePath', 'fileName');
  const text = textField(display, 'newContent');
  if (path === undefined || text === undefined) return null;
  const before = display?.originalContent === null ? null : textIn(display?.originalContent);
  return [{ kind: 'write', path, text, before }];
}
