import { argumentsIn, contentText, listIn, numberIn, objectIn, textField, timestampIn } from './looseJson';
import type { LooseObject } from './looseJson';
import type { SessionBuilder, SessionResult } from './sessionBuilder';

/**
 * Takes messages in the shape of OpenAI's chat API: roles system, user, assistant (with `tool_calls`) and tool.
 *
 * @param push takes one of them, where an agent has ways of its own
 */
export function pushChat(
  builder: SessionBuilder,
  messages: readonly unknown[],
  push: (builder: SessionBuilder, message: LooseObject, where: string) => void = pushChatMessage,
): void {
  for (const [index, entry] of messages.entries()) {
    const where = `message ${index + 1}`;
    const message = objectIn(entry);
    if (message === undefined) builder.problems.add('A message is not an object and was left out.', where);
    else push(builder, message, where);
  }
}

/** @param details what is known of a result beside its message */
export function pushChatMessage(
  builder: SessionBuilder,
  message: LooseObject,
  where: string,
  details: Partial<SessionResult> = {},
): void {
  const timestamp = timestampIn(objectIn(message.extra)?.timestamp ?? message.timestamp);
  const text = contentText(message.content);
  switch (message.role) {
    case 'system':
    case 'developer':
      break;
    case 'user':
      builder.prompt(text, timestamp);
      break;
    case 'assistant':
      builder.think(textField(message, 'reasoning_content', 'reasoning') ?? '', timestamp);
      builder.say(text, timestamp);
      for (const [index, value] of (listIn(message.tool_calls) ?? []).entries()) {
        const call = objectIn(value) ?? {};
        const named = objectIn(call.function);
        const id = textField(call, 'id') ?? `${where}.${numberIn(call.index) ?? index}`;
        builder.call({
          id,
          name: textField(named, 'name') ?? 'unknown',
          args: argumentsIn(named?.arguments),
          timestamp,
        });
      }
      break;
    case 'tool':
      builder.answer(
        textField(message, 'tool_call_id') ?? '',
        { output: text, failed: /^ERROR:/.test(text), ...details },
        where,
      );
      break;
    default:
      builder.problems.add('A message is of a role that is not known here and was left out.', where);
  }
}
