import { entryConverter } from './entryConverter';
import type { FileEdit } from './fileEdit';
import {
  argumentsIn,
  contentText,
  numberIn,
  objectField,
  objectIn,
  parseJson,
  textField,
  timestampIn,
} from './looseJson';
import type { LooseObject } from './looseJson';
import type { SessionBuilder, SessionResult } from './sessionBuilder';
import type { SessionFormat } from './sessionFormat';

const LABEL = 'Codex CLI';
const ITEMS = new Set([
  'message', 'reasoning', 'function_call', 'function_call_output', 'custom_tool_call', 'custom_tool_call_output', 'local_shell_call',
  'web_search_call',
]); // prettier-ignore
/** Events that repeat what the items say, or say nothing about the work. */
const SILENT_ITEMS = new Set([
  'ghost_snapshot',
  'compaction',
  'compaction_summary',
  'other',
  'tool_search_call',
  'tool_search_output',
]);

/** `sessions/YYYY/MM/DD/rollout-*.jsonl` of Codex CLI: `{timestamp, type, payload}`; before 0.32 the payload alone. */
export const codexLines: SessionFormat = {
  form: 'lines',
  label: LABEL,
  recognises: head =>
    head.some(entry => {
      const line = objectIn(entry);
      const payload = objectIn(line?.payload);
      const type = textField(line, 'type');
      if (payload)
        return (
          type === 'session_meta' ||
          type === 'response_item' ||
          type === 'turn_context' ||
          type === 'event_msg'
        );
      return (
        type !== undefined &&
        ITEMS.has(type) &&
        (type !== 'message' || textField(line, 'role') !== undefined) &&
        objectIn(line?.message) === undefined &&
        objectIn(line?.data) === undefined
      );
    }),
  start: () => entryConverter(LABEL, pushLine),
};

function pushLine(builder: SessionBuilder, entry: unknown, where: string): void {
  const line = objectIn(entry);
  if (line === undefined) {
    builder.problems.add('A line is not an entry of a session and was left out.', where);
    return;
  }
  const timestamp = timestampIn(line.timestamp);
  const payload = objectIn(line.payload);
  const type = textField(line, 'type') ?? '';
  if (payload === undefined) {
    if (ITEMS.has(type)) pushItem(builder, line, timestamp, where);
    else if (objectIn(line.git) ?? textField(line, 'instructions')) pushMeta(builder, line);
    else if (textField(line, 'record_type') === undefined)
      builder.problems.add('A line is not an entry of a session and was left out.', where);
    return;
  }
  switch (type) {
    case 'session_meta':
      pushMeta(builder, payload);
      break;
    case 'turn_context':
      builder.workspace ??= textField(payload, 'cwd') || null;
      builder.model ??= textField(payload, 'model') || null;
      break;
    case 'response_item':
      pushItem(builder, payload, timestamp, where);
      break;
    case 'event_msg':
      pushEvent(builder, payload);
      break;
    case 'compacted':
      builder.note(textField(payload, 'message') ?? '', timestamp);
      break;
    default:
      builder.problems.addUnknown('Lines', type, where);
  }
}

function pushMeta(builder: SessionBuilder, meta: LooseObject): void {
  builder.sessionId ??= textField(meta, 'id') || null;
  builder.workspace ??= textField(meta, 'cwd') || null;
  builder.version ??= textField(meta, 'cli_version') || null;
  builder.baseCommit ??= textField(objectIn(meta.git), 'commit_hash') || null;
}

function pushItem(builder: SessionBuilder, item: LooseObject, timestamp: string | null, where: string): void {
  const id = textField(item, 'call_id', 'id') ?? `${where}.${builder.stepCount}`;
  const type = textField(item, 'type') ?? '';
  switch (type) {
    case 'message': {
      const text = contentText(item.content);
      if (item.role === 'assistant') builder.say(text, timestamp);
      else if (item.role === 'user' && !/^\s*(?:# AGENTS\.md|# Context from my IDE setup)/.test(text))
        builder.prompt(text, timestamp);
      else if (item.role === 'user') builder.prompt(afterHeading(text), timestamp);
      break;
    }
    case 'reasoning':
      builder.think(contentText(item.summary) || contentText(item.content), timestamp);
      break;
    case 'function_call':
      builder.call({
        id,
        name: textField(item, 'name') ?? 'unknown',
        args: argumentsIn(item.arguments),
        timestamp,
      });
      break;
    case 'custom_tool_call':
      builder.call({
        id,
        name: textField(item, 'name') ?? 'unknown',
        args: { input: item.input },
        timestamp,
      });
      break;
    case 'local_shell_call':
      builder.call({ id, name: 'shell', args: objectField(item, 'action') ?? {}, timestamp });
      break;
    case 'web_search_call':
      builder.call({ id, name: 'web_search', args: objectField(item, 'action') ?? {}, timestamp });
      break;
    case 'function_call_output':
    case 'custom_tool_call_output':
      builder.answer(id, resultOf(item.output), where);
      break;
    default:
      if (!SILENT_ITEMS.has(type)) builder.problems.addUnknown('Items', type, where);
  }
}

/** Most events repeat items; two say more than the items do. */
function pushEvent(builder: SessionBuilder, event: LooseObject): void {
  const id = textField(event, 'call_id') ?? '';
  if (event.type === 'patch_apply_end') {
    const edits = editsOfChanges(objectIn(event.changes));
    const output = [textField(event, 'stdout'), textField(event, 'stderr')]
      .filter(text => text !== '')
      .join('\n');
    builder.result(id, {
      output,
      failed: event.success === false,
      ...(edits === null ? {} : { edits }),
    });
  } else if (event.type === 'exec_command_end') {
    const output = textField(event, 'aggregated_output', 'formatted_output', 'stdout') ?? '';
    builder.result(id, { output, exitCode: numberIn(event.exit_code) ?? null });
  }
}

/** What the user wrote after what the editor put before it. */
function afterHeading(text: string): string {
  const heading = '## My request for Codex:';
  const at = text.indexOf(heading);
  return at === -1 ? `<context>${text}</context>` : text.slice(at + heading.length);
}

/** A text, JSON of `{output, metadata: {exit_code}}` in a text, or parts. */
function resultOf(value: unknown): SessionResult {
  const text = contentText(value) || textField(objectIn(value), 'body') || '';
  const parsed = text.startsWith('{') ? objectIn(parseJson(text)) : undefined;
  const exitCode = numberIn(objectIn(parsed?.metadata)?.exit_code);
  const output = textField(parsed, 'output') ?? text;
  const failed =
    objectIn(value)?.success === false ||
    /^(?:apply_patch verification failed|patch rejected|execution error)/.test(output);
  return exitCode === undefined ? { output, failed } : { output, exitCode, failed };
}

/** Changes by path: `{type: add|update|delete, …}` or `{add: {…}}`. */
function editsOfChanges(changes: LooseObject | undefined): readonly FileEdit[] | null {
  if (changes === undefined) return null;
  return Object.entries(changes).map(([path, value]): FileEdit => {
    const change = objectIn(value);
    const added = objectField(change, 'add') ?? (change?.type === 'add' ? change : undefined);
    const text = textField(added, 'content');
    if (text !== undefined) return { kind: 'write', path, text, before: null };
    const updated = objectField(change, 'update') ?? (change?.type === 'update' ? change : undefined);
    const diff = textField(updated, 'unified_diff');
    if (diff !== undefined) return { kind: 'diff', path, text: `--- a/file\n+++ b/file\n${diff}` };
    return change?.type === 'delete' || objectIn(change?.delete)
      ? { kind: 'delete', path }
      : { kind: 'untold' };
  });
}
