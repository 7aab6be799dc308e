import { pushChat, pushChatMessage } from './chatMessages';
import { contentText, listIn, numberIn, objectField, objectIn, textField, timestampIn } from './looseJson';
import type { LooseObject } from './looseJson';
import { entryConverter } from './entryConverter';
import type { SessionBuilder } from './sessionBuilder';
import type { SessionFormat } from './sessionFormat';

const LABEL = 'mini-swe-agent';

/** `*.traj.json`: `trajectory_format: mini-swe-agent-1[.1]`, `messages[]`, `info.submission`. */
export const miniSweAgentDocument: SessionFormat = {
  form: 'document',
  label: LABEL,
  recognises: ([document]) => {
    const root = objectIn(document);
    if (listIn(root?.messages) === undefined) return false;
    return (
      (textField(root, 'trajectory_format') ?? '').startsWith('mini-swe-agent') ||
      textField(objectIn(root?.info), 'mini_version') !== undefined
    );
  },
  start: () => entryConverter(LABEL, pushDocument),
};

function pushDocument(builder: SessionBuilder, document: unknown): void {
  const root = objectIn(document) ?? {};
  const info = objectIn(root.info);
  const config = objectIn(info?.config);
  builder.sessionId = textField(root, 'instance_id') ?? null;
  builder.version = textField(info, 'mini_version') ?? null;
  builder.model = textField(objectField(config, 'model'), 'model_name') ?? null;
  builder.submission = textField(info, 'submission') ?? null;
  builder.workspace = textField(objectField(config, 'environment'), 'cwd') || null;
  const format = textField(root, 'trajectory_format');
  if (format !== undefined && !/^mini-swe-agent-1(?:\.[01])?$/.test(format))
    builder.problems.add(`The format "${format.slice(0, 60)}" is newer than those known here.`);
  pushChat(builder, listIn(root.messages) ?? [], pushMessage);
}

function pushMessage(builder: SessionBuilder, message: LooseObject, where: string): void {
  const extra = objectIn(message.extra);
  const returned = numberIn(extra?.returncode);
  const text = contentText(message.content);
  const timestamp = timestampIn(extra?.timestamp ?? message.timestamp);
  if (message.role === 'exit') {
    builder.note(textField(extra, 'exit_status') ?? '', timestamp);
    return;
  }
  if (message.role === 'tool') {
    const output = textField(extra, 'raw_output') ?? text;
    pushChatMessage(builder, message, where, {
      output,
      ...(returned === undefined ? {} : { exitCode: returned }),
    });
    return;
  }
  // Without tool calls the command stands in a block of the text, and its result is the next user message.
  const block = message.role === 'assistant' && message.tool_calls === undefined ? shellBlock(text) : null;
  if (block !== null) {
    builder.say(block.said, timestamp);
    builder.call({ id: where, name: 'bash', args: { command: block.command }, timestamp });
  } else if (message.role === 'user' && builder.task !== null && /<returncode>|<output>|<error>/.test(text)) {
    if (!builder.resultOfLast({ output: innerOutput(text), exitCode: returned ?? codeIn(text) }))
      builder.note(text, timestamp);
  } else pushChatMessage(builder, message, where);
}

function shellBlock(text: string): { readonly said: string; readonly command: string } | null {
  const start = /```(?:bash|sh|shell|mswea_bash_command)\n/.exec(text);
  if (!start) return null;
  const from = start.index + start[0].length;
  const end = text.indexOf('\n```', from - 1);
  return { said: text.slice(0, start.index), command: text.slice(from, end === -1 ? undefined : end) };
}

function innerOutput(text: string): string {
  const start = text.indexOf('<output>');
  const end = text.lastIndexOf('</output>');
  return start === -1 || end < start ? text : text.slice(start + 8, end).replace(/^\n/, '');
}

function codeIn(text: string): number | null {
  const code = /<returncode>(-?\d{1,6})<\/returncode>/.exec(text)?.[1];
  return code === undefined ? null : Number(code);
}
