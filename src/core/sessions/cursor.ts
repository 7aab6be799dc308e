import { entryConverter } from './entryConverter';
import { objectIn, textField, timestampIn } from './looseJson';
import { pushBlocks } from './messageContent';
import type { SessionBuilder } from './sessionBuilder';
import type { SessionFormat } from './sessionFormat';

const LABEL = 'Cursor';

/** `~/.cursor/projects/<folder>/agent-transcripts/**.jsonl`: `{role, message: {content}}`, without results. */
export const cursorLines: SessionFormat = {
  form: 'lines',
  label: LABEL,
  recognises: head =>
    head.some(entry => {
      const line = objectIn(entry);
      const role = textField(line, 'role');
      return (role === 'user' || role === 'assistant') && objectIn(line?.message)?.content !== undefined;
    }),
  start: () => entryConverter(LABEL, pushLine),
};

function pushLine(builder: SessionBuilder, entry: unknown, where: string): void {
  const line = objectIn(entry);
  const message = objectIn(line?.message);
  const role = textField(line, 'role');
  if (line === undefined || message === undefined || (role !== 'user' && role !== 'assistant'))
    builder.problems.add('A line is not a message of a session and was left out.', where);
  else pushBlocks(builder, role, message.content, timestampIn(line.timestamp ?? message.timestamp), where);
}
