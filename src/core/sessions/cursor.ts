import { objectIn, textField, timestampIn } from './looseJson';
import { pushBlocks } from './messageContent';
import { SessionBuilder } from './sessionBuilder';
import type { KnownBeside, ConvertedSession, SessionConverter, SessionFormat } from './sessionFormat';

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
  start: () => new CursorConverter(),
};

class CursorConverter implements SessionConverter {
  private readonly builder = new SessionBuilder(LABEL);

  push(entry: unknown, where: string): void {
    const line = objectIn(entry);
    const message = objectIn(line?.message);
    const role = textField(line, 'role');
    if (line === undefined || message === undefined || (role !== 'user' && role !== 'assistant')) {
      this.builder.problems.add('A line is not a message of a session and was left out.', where);
      return;
    }
    pushBlocks(this.builder, role, message.content, timestampIn(line.timestamp ?? message.timestamp), where);
  }

  convert(known?: KnownBeside): ConvertedSession {
    return this.builder.convert(known);
  }
}
