import type { FileEdit } from './fileEdit';
import {
  argumentsIn,
  contentText,
  listIn,
  numberIn,
  objectField,
  objectIn,
  textField,
  textIn,
  timestampIn,
} from './looseJson';
import type { LooseObject } from './looseJson';
import { SessionBuilder } from './sessionBuilder';
import type { ConvertedSession, SessionConverter, SessionFormat, KnownBeside } from './sessionFormat';

const LABEL = 'Copilot Chat';

/** `workspaceStorage/<hash>/chatSessions/*.json`: VS Code's own record of a chat. */
export const copilotChatDocument: SessionFormat = {
  form: 'document',
  label: LABEL,
  recognises: ([document]) => isChat(objectIn(document)),
  start: () => {
    let chat: unknown;
    return { push: document => (chat = document), convert: known => convertChat(chat).convert(known) };
  },
};

/** `workspaceStorage/<hash>/chatSessions/*.jsonl`: the same document as a log of changes to it. */
export const copilotChatLog: SessionFormat = {
  form: 'lines',
  label: LABEL,
  recognises: head => {
    const first = objectIn(head[0]);
    return first?.kind === 0 && isChat(objectIn(first.v));
  },
  start: () => new ChatLogConverter(),
};

function isChat(document: LooseObject | undefined): boolean {
  return listIn(document?.requests) !== undefined && textField(document, 'sessionId') !== undefined;
}

/** Longest list and path that a log may build: a hostile index must not fill the memory. */
const MAX_LENGTH = 100_000;
const MAX_PATH = 20;

/** Replays the log: 0 sets the document, 1 sets a value, 2 appends to (or cuts and appends to) a list, 3 removes a value. */
class ChatLogConverter implements SessionConverter {
  private chat: unknown = null;
  private readonly broken: string[] = [];

  push(entry: unknown, where: string): void {
    const line = objectIn(entry);
    const path = listIn(line?.k) ?? [];
    if (line?.kind === 0) this.chat = line.v;
    else if (line === undefined || path.length === 0 || path.length > MAX_PATH || !this.change(line, path))
      this.broken.push(where);
  }

  convert(known?: KnownBeside): ConvertedSession {
    const builder = convertChat(this.chat);
    for (const where of this.broken)
      builder.problems.add('A change to the session could not be followed.', where);
    return builder.convert(known);
  }

  private change(line: LooseObject, path: readonly unknown[]): boolean {
    let target: unknown = this.chat;
    for (const key of path.slice(0, -1)) target = childOf(target, key);
    const last = path.at(-1);
    if (line.kind === 2) {
      const list = childOf(target, last);
      if (!Array.isArray(list)) return false;
      const at = numberIn(line.i);
      if (at !== undefined) list.length = Math.max(0, Math.min(list.length, Math.floor(at)));
      for (const value of listIn(line.v) ?? []) if (list.length < MAX_LENGTH) list.push(value);
      return true;
    }
    if (typeof target !== 'object' || target === null || (line.kind !== 1 && line.kind !== 3)) return false;
    if (Array.isArray(target)) {
      if (
        typeof last !== 'number' ||
        !Number.isInteger(last) ||
        last < 0 ||
        last > target.length ||
        last >= MAX_LENGTH
      )
        return false;
      target[last] = line.kind === 1 ? line.v : null;
      return true;
    }
    if (typeof last !== 'string' || last === '__proto__') return false;
    (target as Record<string, unknown>)[last] = line.kind === 1 ? line.v : undefined;
    return true;
  }
}

function childOf(value: unknown, key: unknown): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? (value[key] as unknown) : undefined;
  const object = objectIn(value);
  return object !== undefined && typeof key === 'string' && Object.hasOwn(object, key)
    ? object[key]
    : undefined;
}

function convertChat(document: unknown): SessionBuilder {
  const builder = new SessionBuilder(LABEL);
  const chat = objectIn(document);
  builder.sessionId = textField(chat, 'sessionId') ?? null;
  const requests = listIn(chat?.requests) ?? [];
  for (const [index, entry] of requests.entries())
    pushRequest(builder, objectIn(entry) ?? {}, `request ${index + 1}`);
  return builder;
}

function pushRequest(builder: SessionBuilder, request: LooseObject, where: string): void {
  const timestamp = timestampIn(request.timestamp);
  const model = textField(request, 'modelId');
  if (model !== undefined) builder.model ??= model.replace(/^copilot\//, '');
  const message = objectIn(request.message);
  builder.prompt(textField(message, 'text') ?? contentText(message?.parts), timestamp);

  const metadata = objectField(objectIn(request.result), 'metadata');
  const rounds = listIn(metadata?.toolCallRounds) ?? [];
  const results = objectIn(metadata?.toolCallResults);
  for (const [index, entry] of rounds.entries()) {
    const round = objectIn(entry) ?? {};
    builder.think(contentText(objectIn(round.thinking)?.text ?? ''), timestamp);
    builder.say(textField(round, 'response') ?? '', timestamp);
    for (const [at, value] of (listIn(round.toolCalls) ?? []).entries()) {
      const call = objectIn(value) ?? {};
      const id = textField(call, 'id') ?? `${where}.${index}.${at}`;
      builder.call({
        id,
        name: textField(call, 'name') ?? 'unknown',
        args: argumentsIn(call.arguments),
        timestamp,
      });
      const output = results && Object.hasOwn(results, id) ? objectIn(results[id]) : undefined;
      if (output !== undefined) builder.result(id, { output: richText(output.content) });
    }
  }
  // The rounds hold arguments and results; the shown response is all there is when they are missing.
  if (rounds.length === 0) pushResponse(builder, listIn(request.response) ?? [], timestamp, where);
  const error = objectField(objectIn(request.result), 'errorDetails');
  builder.note(textField(error, 'message') ?? '', timestamp);
}

/** Results are lists of `{value}`, where a value may be a tree of shown parts with `text` somewhere inside. */
function richText(content: unknown): string {
  const texts: string[] = [];
  const waiting: unknown[] = [...(listIn(content) ?? [])].reverse();
  for (let count = 0; waiting.length > 0 && count < 100_000; count++) {
    const part = waiting.pop();
    const object = objectIn(part);
    if (typeof part === 'string') texts.push(part);
    else if (object !== undefined) {
      const text = textField(object, 'text');
      if (text !== undefined) texts.push(text);
      const children = [...(listIn(object.children) ?? [])].reverse();
      for (const child of [...children, object.value, object.node])
        if (child !== undefined) waiting.push(child);
    }
  }
  return texts.join('\n');
}

function pushResponse(
  builder: SessionBuilder,
  parts: readonly unknown[],
  timestamp: string | null,
  where: string,
): void {
  let said = '';
  const flush = (): void => {
    builder.say(said, timestamp);
    said = '';
  };
  for (const [index, entry] of parts.entries()) {
    const part = objectIn(entry);
    if (part === undefined) continue;
    const kind = textField(part, 'kind');
    const id = textField(part, 'toolCallId') ?? `${where}.${index}`;
    if (kind === undefined || kind === 'markdownContent') said += shownText(part.value ?? part.content) ?? '';
    else if (kind === 'thinking') {
      flush();
      builder.think(contentText(part.value), timestamp);
    } else if (kind === 'toolInvocationSerialized' || kind === 'toolInvocation') {
      flush();
      const specific = objectIn(part.toolSpecificData);
      const line = textField(objectIn(specific?.commandLine), 'original') ?? textField(specific, 'command');
      const said = shownText(part.pastTenseMessage) ?? shownText(part.invocationMessage) ?? '';
      builder.call({
        id,
        name: textField(part, 'toolId') ?? 'unknown',
        args: line === undefined ? { said } : { command: line },
        timestamp,
        edits: [],
      });
      if (part.isComplete === true)
        builder.result(id, { output: contentText(objectIn(part.resultDetails)?.output) });
    } else if (kind === 'textEditGroup') {
      flush();
      const edits = editsOfGroup(part);
      const path = textField(objectIn(part.uri), 'fsPath', 'path') ?? '';
      builder.call({ id, name: 'textEdit', args: { path }, timestamp, edits, kind: 'edit' });
    }
  }
  flush();
}

function shownText(value: unknown): string | undefined {
  return textIn(value) ?? textField(objectIn(value), 'value');
}

/** Edits by range on a text that the session does not hold; only one that replaces nothing can be read. */
function editsOfGroup(group: LooseObject): readonly FileEdit[] {
  const path = textField(objectIn(group.uri), 'fsPath', 'path');
  const edits = (listIn(group.edits) ?? []).flatMap(entry => listIn(entry) ?? []).map(objectIn);
  const [edit] = edits;
  const range = objectIn(edit?.range);
  const text = textField(edit, 'text');
  const isWhole =
    range?.startLineNumber === 1 &&
    range.endLineNumber === 1 &&
    range.startColumn === 1 &&
    range.endColumn === 1;
  if (path === undefined || text === undefined || edits.length !== 1 || !isWhole) return [{ kind: 'untold' }];
  return [{ kind: 'write', path, text }];
}
