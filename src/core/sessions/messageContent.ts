import { contentText, listIn, objectIn, textField, textIn } from './looseJson';
import type { LooseObject } from './looseJson';
import type { SessionBuilder, SessionResult } from './sessionBuilder';

/** What a converter knows about a result beside its message. */
type ResultDetails = (result: LooseObject, output: string) => Partial<SessionResult>;

/**
 * Takes the content of one message in the shape of Anthropic's API: a text, or blocks of text, thinking, tool_use and
 * tool_result. Several agents keep their sessions in it.
 */
export function pushBlocks(
  builder: SessionBuilder,
  role: unknown,
  content: unknown,
  timestamp: string | null,
  where: string,
  details: ResultDetails = () => ({}),
): void {
  const isUser = role === 'user';
  const speak = (text: string): void => {
    if (isUser) builder.prompt(text, timestamp);
    else builder.say(text, timestamp);
  };
  const text = textIn(content);
  if (text !== undefined) {
    speak(text);
    return;
  }
  // The texts of one user message belong together: parts of a prompt, or what was added to it.
  const spoken: string[] = [];
  for (const part of listIn(content) ?? []) {
    const block = objectIn(part);
    if (typeof part === 'string') spoken.push(part);
    if (block === undefined) continue;
    switch (textField(block, 'type')) {
      case 'text':
        if (isUser) spoken.push(textField(block, 'text') ?? '');
        else speak(textField(block, 'text') ?? '');
        break;
      case 'thinking':
        builder.think(textField(block, 'thinking', 'text') ?? '', timestamp);
        break;
      case 'tool_use':
      case 'server_tool_use':
        builder.call({
          id: textField(block, 'id') ?? `${where}.${builder.stepCount}`,
          name: textField(block, 'name') ?? 'unknown',
          args: objectIn(block.input) ?? {},
          timestamp,
        });
        break;
      case 'tool_result':
      case 'web_search_tool_result': {
        const output = contentText(block.content);
        const result = { output, failed: block.is_error === true, ...details(block, output) };
        builder.answer(textField(block, 'tool_use_id') ?? '', result, where);
        break;
      }
      case 'file': {
        const [path, shown] = [textField(block, 'path'), textField(block, 'content')];
        if (path !== undefined && shown !== undefined) builder.shown(path, shown);
        break;
      }
      case 'image':
      case 'document':
      case 'redacted_thinking':
        break;
      default:
        builder.problems.add(
          'Part of a message is of a kind that is not known here and was left out.',
          where,
        );
    }
  }
  if (spoken.length > 0) speak(spoken.join('\n'));
}
