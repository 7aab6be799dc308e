import { argumentsIn, contentText, listIn, objectIn, textField, timestampIn } from './looseJson';
import { entryConverter } from './entryConverter';
import type { SessionBuilder } from './sessionBuilder';
import type { LooseObject } from './looseJson';
import type { SessionFormat } from './sessionFormat';

const LABEL = 'Continue';

/** `~/.continue/sessions/*.json`: `history[]` of messages, with the state of each tool call beside them. */
export const continueDocument: SessionFormat = {
  form: 'document',
  label: LABEL,
  recognises: ([document]) => {
    const session = objectIn(document);
    return (
      textField(session, 'sessionId') !== undefined &&
      objectIn(objectIn(listIn(session?.history)?.[0])?.message) !== undefined
    );
  },
  start: () => entryConverter(LABEL, pushDocument),
};

function pushDocument(builder: SessionBuilder, document: unknown): void {
  const session = objectIn(document);
  builder.sessionId = textField(session, 'sessionId') ?? null;
  builder.workspace = textField(session, 'workspaceDirectory') || null;
  builder.model = textField(session, 'chatModelTitle') ?? null;
  for (const [index, item] of (listIn(session?.history) ?? []).entries())
    pushItem(builder, objectIn(item) ?? {}, `entry ${index + 1}`);
}

function pushItem(builder: SessionBuilder, item: LooseObject, where: string): void {
  const message = objectIn(item.message);
  const timestamp = timestampIn(item.timestamp);
  const text = contentText(message?.content);
  switch (message?.role) {
    case 'user':
      builder.prompt(text, timestamp);
      break;
    case 'thinking':
      builder.think(text, timestamp);
      break;
    case 'assistant':
      builder.think(textField(objectIn(item.reasoning), 'text') ?? '', timestamp);
      builder.say(text, timestamp);
      pushCalls(builder, item, message, timestamp, where);
      break;
    case 'tool':
      builder.result(textField(message, 'toolCallId') ?? '', { output: text });
      break;
    case 'system':
      builder.note(text, timestamp);
      break;
    default:
      builder.problems.add('An entry is not a message and was left out.', where);
  }
}

function pushCalls(
  builder: SessionBuilder,
  item: LooseObject,
  message: LooseObject,
  timestamp: string | null,
  where: string,
): void {
  const states = (listIn(item.toolCallStates) ?? []).map(state => objectIn(state) ?? {});
  const calls =
    states.length > 0
      ? states.map(state => objectIn(state.toolCall) ?? {})
      : (listIn(message.toolCalls) ?? []).map(call => objectIn(call) ?? {});
  for (const [index, call] of calls.entries()) {
    const state = states[index];
    const id = textField(call, 'id') ?? textField(state, 'toolCallId') ?? `${where}.${index}`;
    const details = objectIn(call.function);
    const args = objectIn(state?.parsedArgs) ?? argumentsIn(details?.arguments);
    builder.call({ id, name: textField(details, 'name') ?? 'unknown', args, timestamp });
    const status = textField(state, 'status');
    if (status === 'done' || status === 'errored' || status === 'canceled')
      builder.result(id, { output: contentText(state?.output), failed: status !== 'done' });
  }
}
