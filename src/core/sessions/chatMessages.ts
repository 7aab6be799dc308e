import { argumentsIn, contentText, listIn, numberIn, objectIn, textField, timestampIn } from './looseJson';
import type { LooseObject } from './looseJson';
import type { SessionBuilder, SessionResult } from './sessionBuilder';

/** Takes messages in the shape of OpenAI's chat API: roles system, user, assistant (with `tool_calls`) and tool. */
export function pushChat(builder: SessionBuilder, messages: readonly unknown[]): void {
  for (const [index, entry] of messages.entries()) {
    const message = objectIn(entry);
    if (message === undefined)
      builder.problems.add('A message is not an object and was left out.', `message ${index + 1}`);
    else pushChatMessage(builder, message, `message ${index + 1}`);
  }
}

/** @returns false when the role is none of these */
export function pushChatMessage(
  builder: SessionBuilder,
  message: LooseObject,
  where: string,
  details: Partial<SessionResult> = {},
): boolean {
  const timestamp = timestampIn(objectIn(message.extra)?.timestamp ?? message.timestamp);
  const text = contentText(message.content);
  switch (message.role) {
    case 'system':
    case 'developer':
      return true;
    case 'user':
      builder.prompt(text, timestamp);
      return true;
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
      return true;
    case 'tool':
      if (
        !builder.result(textField(message, 'tool_call_id') ?? '', {
          output: text,
          failed: /^ERROR:/.test(text),
          ...details,
        })
      )
        builder.problems.add('A result belongs to no tool call and was left out.', where);
      return true;
    default:
      builder.problems.add('A message is of a role that is not known here and was left out.', where);
      return false;
  }
}
