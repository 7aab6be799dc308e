import type { FileEdit } from './fileEdit';
import { listIn, objectField, objectIn, textField, textIn, timestampIn } from './looseJson';
import type { LooseObject } from './looseJson';
import { pushBlocks } from './messageContent';
import { countText } from '../text/countText';
import { SessionBuilder } from './sessionBuilder';
import type { SessionResult } from './sessionBuilder';
import type { KnownBeside, ConvertedSession, SessionConverter, SessionFormat } from './sessionFormat';

const LABEL = 'Claude Code';

/** Lines that say nothing about the work. */
const SILENT = new Set([
  'summary', 'file-history-snapshot', 'queue-operation', 'progress', 'last-prompt', 'custom-title', 'ai-title', 'agent-name', 'pr-link',
  'attachment', 'permission-mode', 'mode', 'tag', 'agent-setting', 'agent-color', 'worktree-state', 'content-replacement', 'marble-origami-commit',
]); // prettier-ignore

/** `projects/<folder>/<uuid>.jsonl` of Claude Code: one JSON line for each block of a message. */
export const claudeCodeLines: SessionFormat = {
  form: 'lines',
  label: LABEL,
  takesSubAgents: true,
  recognises: head =>
    head.some(entry => {
      const line = objectIn(entry);
      const type = textField(line, 'type');
      return (
        ((type === 'user' || type === 'assistant') && objectIn(line?.message)?.content !== undefined) ||
        type === 'file-history-snapshot' ||
        type === 'queue-operation' ||
        (type === 'summary' && textField(line, 'leafUuid') !== undefined)
      );
    }),
  start: () => new ClaudeCodeConverter(),
};

/** The same lines as the web version exports them: `{loglines: […]}`. */
export const claudeCodeDocument: SessionFormat = {
  form: 'document',
  label: LABEL,
  recognises: ([document]) => listIn(objectIn(document)?.loglines) !== undefined,
  start: () => {
    const converter = new ClaudeCodeConverter();
    return {
      push: document => {
        const lines = listIn(objectIn(document)?.loglines) ?? [];
        for (const [index, line] of lines.entries()) converter.push(line, `entry ${index + 1}`);
      },
      convert: known => converter.convert(known),
    };
  },
};

class ClaudeCodeConverter implements SessionConverter {
  private readonly builder = new SessionBuilder(LABEL);
  private readonly seen = new Set<string>();
  /** The agent whose session this is, as its lines name it; undefined before the first of them. */
  private owner: string | null | undefined;
  /** Sub-agents by whether their own lines were among those read. */
  private readonly subAgents = new Map<string, boolean>();

  push(entry: unknown, where: string): void {
    const builder = this.builder;
    const line = objectIn(entry);
    const type = textField(line, 'type');
    if (line === undefined || type === undefined) {
      builder.problems.add('A line is not an entry of a session and was left out.', where);
      return;
    }
    builder.sessionId ??= textField(line, 'sessionId') || null;
    builder.workspace ??= textField(line, 'cwd') || null;
    builder.version ??= textField(line, 'version') || null;
    if (SILENT.has(type)) return;
    // A resumed session repeats lines of the one before.
    const uuid = textField(line, 'uuid');
    if (uuid !== undefined) {
      if (this.seen.has(uuid)) return;
      this.seen.add(uuid);
    }
    const timestamp = timestampIn(line.timestamp);
    const message = objectIn(line.message);
    this.heed(line);
    if (type === 'user' || type === 'assistant') this.message(line, message ?? {}, timestamp, where);
    else if (type === 'system') this.system(line, timestamp);
    else builder.problems.addUnknown('Lines', type, where);
  }

  convert(known?: KnownBeside): ConvertedSession {
    const session = this.builder.convert(known);
    const missing = [...this.subAgents.values()].filter(read => !read).length;
    if (missing === 0) return session;
    const message = `No file of ${countText(missing, 'sub-agent')} was found beside the session; what was done there is left out.`;
    return { ...session, problems: [...session.problems, { message, where: null }] };
  }

  /** Who speaks: a session's lines and those of its sub-agents have the same form, and say whose they are. */
  private heed(line: LooseObject): void {
    const agent = line.isSidechain === true ? (textField(line, 'agentId') ?? '') : null;
    if (this.owner === undefined) this.owner = agent;
    this.builder.speaker = agent === this.owner ? null : (agent ?? '');
    if (agent !== null && agent !== '') this.subAgents.set(agent, true);
  }

  private message(line: LooseObject, message: LooseObject, timestamp: string | null, where: string): void {
    const builder = this.builder;
    const model = textField(message, 'model');
    if (model !== undefined && model !== '<synthetic>') builder.model ??= model;
    const { content } = message;
    const text = textIn(content);
    if (line.type === 'user' && line.isMeta === true) return;
    if (line.isCompactSummary === true) {
      builder.note(text ?? '', timestamp);
      return;
    }
    if (text?.startsWith('[Request interrupted by user')) {
      builder.note(text, timestamp);
      return;
    }
    const toolResult = objectIn(line.toolUseResult);
    pushBlocks(builder, line.type, content, timestamp, where, (_, output) =>
      detailsOfResult(toolResult, output),
    );
    const started = textField(toolResult, 'agentId');
    if (started !== undefined && !this.subAgents.has(started)) this.subAgents.set(started, false);
    const file = objectField(toolResult, 'file');
    const [path, shown] = [textField(file, 'filePath'), textField(file, 'content')];
    if (
      path !== undefined &&
      shown !== undefined &&
      file?.numLines === file?.totalLines &&
      (file?.startLine ?? 1) === 1
    )
      builder.shown(path, shown);
  }

  private system(line: LooseObject, timestamp: string | null): void {
    const subtype = textField(line, 'subtype');
    if (subtype === 'turn_duration' || subtype === 'stop_hook_summary') return;
    this.builder.note(textField(line, 'content') ?? '', timestamp);
  }
}

/** What the structured result beside a message says about an edit or a command. */
export function detailsOfResult(result: LooseObject | undefined, output: string): Partial<SessionResult> {
  if (result === undefined) return exitOf(output, false);
  const path = textField(result, 'filePath');
  const before = result.originalFile === null ? null : textIn(result.originalFile);
  const content = textField(result, 'content');
  const edit = path === undefined ? null : editOf(result, path, before, content);
  // A command in the foreground that neither failed nor was stopped ended with 0.
  const ended =
    result.interrupted === false &&
    textField(result, 'stdout') !== undefined &&
    !('backgroundTaskId' in result) &&
    !('returnCodeInterpretation' in result);
  return edit === null ? exitOf(output, ended) : { edits: [edit] };
}

function editOf(
  result: LooseObject,
  path: string,
  before: string | null | undefined,
  content: string | undefined,
): FileEdit | null {
  const kind = textField(result, 'type');
  if (content !== undefined && (kind === 'create' || kind === 'update'))
    return { kind: 'write', path, text: content, before: kind === 'create' ? null : before };
  const [oldText, newText] = [textField(result, 'oldString'), textField(result, 'newString')];
  if (oldText === undefined || newText === undefined) return null;
  return {
    kind: 'replace',
    path,
    oldText,
    newText,
    all: result.replaceAll === true,
    before: before ?? undefined,
  };
}

/** Claude Code writes `Exit code 1` before the output of a command that failed, and nothing for one that did not. */
function exitOf(output: string, ended: boolean): Partial<SessionResult> {
  const code = /^(?:Error: )?Exit code (\d{1,3})\b/.exec(output)?.[1];
  if (code !== undefined) return { exitCode: Number(code) };
  return ended ? { exitCode: 0 } : {};
}
