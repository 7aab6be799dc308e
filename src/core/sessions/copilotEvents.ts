import { argumentsIn, contentText, listIn, objectField, objectIn, textField, timestampIn } from './looseJson';
import type { LooseObject } from './looseJson';
import { SessionBuilder } from './sessionBuilder';
import type { KnownBeside, ConvertedSession, SessionConverter, SessionFormat } from './sessionFormat';

/** Events that say nothing about the work, by the part of their type before the dot or the whole. */
const SILENT = new Set([
  'session.info', 'session.truncation', 'session.compaction_start', 'session.usage', 'session.idle', 'session.shutdown', 'session.resume',
  'assistant.turn_start', 'assistant.turn_end', 'assistant.intent', 'assistant.usage', 'assistant.message_delta', 'tool.execution_progress',
  'tool.execution_partial_result', 'hook.start', 'hook.end', 'permission.requested', 'permission.completed', 'session.mode_changed',
  'pending_messages.modified', 'skill.invoked', 'subagent.started', 'subagent.completed', 'system.message', 'session.handoff',
]); // prettier-ignore

function format(label: string, isCli: boolean): SessionFormat {
  return {
    form: 'lines',
    label,
    recognises: head =>
      head.some(entry => {
        const line = objectIn(entry);
        const data = objectIn(line?.data);
        if (data === undefined) return false;
        if (line?.type !== 'session.start')
          return isCli && /^(?:user|assistant)\.message$/.test(textField(line, 'type') ?? '');
        return isCli === /cli|copilot-agent/i.test(textField(data, 'producer') ?? 'cli');
      }),
    start: () => new CopilotEventsConverter(label),
  };
}

/** `~/.copilot/session-state/<id>/events.jsonl`. */
export const copilotCliEvents: SessionFormat = format('Copilot CLI', true);
/** `workspaceStorage/<hash>/GitHub.copilot-chat/transcripts/*.jsonl`. */
export const copilotChatEvents: SessionFormat = format('Copilot Chat', false);

/** Events of GitHub Copilot's agents: session.start, user.message, assistant.message, tool.execution_start and _complete. */
class CopilotEventsConverter implements SessionConverter {
  private readonly builder: SessionBuilder;
  private readonly called = new Set<string>();

  constructor(label: string) {
    this.builder = new SessionBuilder(label);
  }

  push(entry: unknown, where: string): void {
    const builder = this.builder;
    const line = objectIn(entry);
    const data = objectIn(line?.data);
    const type = textField(line, 'type');
    if (line === undefined || data === undefined || type === undefined) {
      builder.problems.add('A line is not an event of a session and was left out.', where);
      return;
    }
    const timestamp = timestampIn(line.timestamp);
    switch (type) {
      case 'session.start':
        this.start(data);
        break;
      case 'session.model_change':
        builder.model = textField(data, 'newModel') ?? builder.model;
        break;
      case 'user.message':
        builder.prompt(textField(data, 'content') ?? '', timestamp);
        break;
      case 'assistant.reasoning':
        builder.think(textField(data, 'content') ?? '', timestamp);
        break;
      case 'assistant.message':
        builder.think(textField(data, 'reasoningText') ?? '', timestamp);
        builder.say(textField(data, 'content') ?? '', timestamp);
        for (const request of listIn(data.toolRequests) ?? [])
          this.call(objectIn(request) ?? {}, timestamp, where);
        break;
      case 'tool.user_requested':
      case 'tool.execution_start':
        this.call(data, timestamp, where);
        break;
      case 'tool.execution_complete':
        this.complete(data, where);
        break;
      case 'session.error':
      case 'session.warning':
      case 'session.compaction_complete':
      case 'abort':
        builder.note(textField(data, 'message', 'summaryContent', 'reason') ?? '', timestamp);
        break;
      default:
        if (!SILENT.has(type)) builder.problems.addUnknown('Events', type, where);
    }
  }

  convert(known?: KnownBeside): ConvertedSession {
    return this.builder.convert(known);
  }

  private start(data: LooseObject): void {
    const builder = this.builder;
    const context = objectField(data, 'context');
    builder.sessionId ??= textField(data, 'sessionId') || null;
    builder.version ??= textField(data, 'copilotVersion') || null;
    builder.model ??= textField(data, 'selectedModel') || null;
    builder.workspace ??= textField(context, 'gitRoot', 'cwd') || null;
    builder.baseCommit ??= textField(context, 'headCommit') || null;
  }

  /** A call is announced by the message and again when it starts. */
  private call(data: LooseObject, timestamp: string | null, where: string): void {
    const id = textField(data, 'toolCallId') ?? `${where}.${this.builder.stepCount}`;
    if (this.called.has(id)) return;
    this.called.add(id);
    const name = textField(data, 'toolName', 'name') ?? 'unknown';
    this.builder.call({ id, name, args: argumentsIn(data.arguments), timestamp });
  }

  private complete(data: LooseObject, where: string): void {
    const result = objectField(data, 'result');
    const kind = textField(result, 'result_type', 'resultType');
    const failed = data.success === false || (kind !== undefined && kind !== 'success');
    const output =
      textField(result, 'text_result_for_llm', 'textResultForLlm', 'content') ??
      (contentText(data.result) || textField(objectField(data, 'error'), 'message'));
    this.builder.answer(textField(data, 'toolCallId') ?? '', { output: output ?? '', failed }, where);
  }
}
