import { listIn, objectIn, parseJson, textField, textIn, timestampIn } from './looseJson';
import type { LooseObject } from './looseJson';
import { pushBlocks } from './messageContent';
import { entryConverter } from './entryConverter';
import type { SessionBuilder } from './sessionBuilder';
import type { SessionFormat } from './sessionFormat';

/** `tasks/<id>/api_conversation_history.json` of Cline and of Roo Code: the messages sent to the model. */
export const clineDocument: SessionFormat = {
  form: 'document',
  label: 'Cline',
  recognises: ([document]) => isHistory(document) && !isRoo(document),
  start: () => entryConverter('Cline', pushDocument),
};

export const rooDocument: SessionFormat = {
  form: 'document',
  label: 'Roo Code',
  recognises: ([document]) => isHistory(document) && isRoo(document),
  start: () => entryConverter('Roo Code', pushDocument),
};

/** `*.messages.json` of Cline's newer core: the same messages with a head. */
export const clineSessionDocument: SessionFormat = {
  form: 'document',
  label: 'Cline',
  recognises: ([document]) => {
    const session = objectIn(document);
    return (
      textField(session, 'sessionId') !== undefined &&
      'updated_at' in (session ?? {}) &&
      roleOf(listIn(session?.messages)?.[0]) !== undefined
    );
  },
  start: () => entryConverter('Cline', pushDocument),
};

function roleOf(message: unknown): string | undefined {
  const role = textField(objectIn(message), 'role');
  return role === 'user' || role === 'assistant' ? role : undefined;
}

function firstText(document: unknown): string {
  const first = objectIn(listIn(document)?.[0]);
  const content = first?.content;
  return (
    textIn(content) ?? (listIn(content) ?? []).map(part => textField(objectIn(part), 'text') ?? '').join('\n')
  );
}

function isHistory(document: unknown): boolean {
  if (roleOf(listIn(document)?.[0]) === undefined) return false;
  return /<task>|<user_message>|<environment_details>/.test(firstText(document));
}

/** Roo tells the model its mode by a slug. */
function isRoo(document: unknown): boolean {
  return /<slug>|<user_message>/.test(firstText(document));
}

function pushDocument(builder: SessionBuilder, document: unknown): void {
  const session = objectIn(document);
  builder.sessionId = textField(session, 'sessionId') ?? null;
  const messages = listIn(document) ?? listIn(session?.messages) ?? [];
  for (const [index, message] of messages.entries())
    pushMessage(builder, objectIn(message), `message ${index + 1}`);
}

function pushMessage(builder: SessionBuilder, message: LooseObject | undefined, where: string): void {
  const role = roleOf(message);
  if (message === undefined || role === undefined) {
    builder.problems.add('A message is neither the user’s nor the model’s and was left out.', where);
    return;
  }
  const timestamp = timestampIn(message.ts);
  builder.model ??= textField(objectIn(message.modelInfo), 'id', 'modelId') ?? null;
  const texts = textsOf(message.content);
  builder.workspace ??= workspaceIn(texts.join('\n'));
  if (role === 'assistant' && texts.some(text => TOOL_TAG.test(text))) {
    for (const text of texts) pushTagged(builder, text, timestamp, where);
    return;
  }
  if (role === 'user' && pushTaggedResults(builder, texts, timestamp)) return;
  pushBlocks(builder, role, message.content, timestamp, where, (_, output) => {
    // Newer versions answer with JSON that holds the text and whether it worked.
    const answer = objectIn(parseJson(output.startsWith('{') ? output : ''));
    const text = textField(answer, 'result', 'error');
    return {
      ...(text === undefined ? {} : { output: text }),
      ...(answer?.success === false ? { failed: true } : {}),
    };
  });
}

function textsOf(content: unknown): readonly string[] {
  const text = textIn(content);
  if (text !== undefined) return [text];
  return (listIn(content) ?? []).flatMap(part => textField(objectIn(part), 'text') ?? []);
}

function workspaceIn(text: string): string | null {
  return /^# Current (?:Working|Workspace) Directory \((.{1,1000}?)\)/m.exec(text)?.[1] ?? null;
}

/** Older versions call tools by XML in the text: `<read_file><path>a</path></read_file>`. */
const TOOLS =
  'execute_command|read_file|write_to_file|replace_in_file|apply_diff|insert_content|search_and_replace|search_files|list_files|list_code_definition_names|browser_action|use_mcp_tool|access_mcp_resource|ask_followup_question|attempt_completion|new_task|switch_mode|plan_mode_respond|fetch_instructions|codebase_search|update_todo_list';
const TOOL_TAG = new RegExp(`<(${TOOLS})>`);
const ARGUMENT_TAG = /<([a-z_]{1,40})>/g;

function pushTagged(builder: SessionBuilder, text: string, timestamp: string | null, where: string): void {
  const found = TOOL_TAG.exec(text);
  const name = found?.[1];
  if (!found || name === undefined) {
    builder.say(text, timestamp);
    return;
  }
  const end = text.indexOf(`</${name}>`, found.index);
  const body = text.slice(found.index + name.length + 2, end === -1 ? undefined : end);
  const said = text.slice(0, found.index);
  const thinking = /^\s*<thinking>([^]*?)<\/thinking>/.exec(said);
  if (thinking) builder.think(thinking[1] ?? '', timestamp);
  builder.say(thinking ? said.slice(thinking[0].length) : said, timestamp);
  builder.call({ id: `${where}.${name}`, name, args: taggedArguments(body), timestamp });
}

function taggedArguments(body: string): LooseObject {
  const args: Record<string, string> = {};
  ARGUMENT_TAG.lastIndex = 0;
  for (let tag = ARGUMENT_TAG.exec(body); tag !== null; tag = ARGUMENT_TAG.exec(body)) {
    const name = tag[1] ?? '';
    const start = tag.index + tag[0].length;
    // Content may hold tags of its own; the last closing one ends it.
    const end =
      name === 'content' || name === 'diff'
        ? body.lastIndexOf(`</${name}>`)
        : body.indexOf(`</${name}>`, start);
    if (end < start) break;
    args[name] = body.slice(start, end).replace(/^\n/, '');
    ARGUMENT_TAG.lastIndex = end + name.length + 3;
  }
  return args;
}

/** `[read_file for 'a'] Result:` and the output, as the texts of a user message. */
function pushTaggedResults(
  builder: SessionBuilder,
  texts: readonly string[],
  timestamp: string | null,
): boolean {
  const [first = '', ...rest] = texts;
  const head = /^\[([a-z_]{1,40})(?: for '[^]{0,2000}?')?\] Result:\s*/.exec(first);
  if (!head) return false;
  const output = [
    first.slice(head[0].length),
    ...rest.filter(text => !text.includes('<environment_details>')),
  ].join('\n');
  const failed =
    /^\s*(?:The tool execution failed|Error\b|<error>|The user denied|This operation was rejected)/.test(
      output,
    );
  if (builder.resultOfLast({ output, failed })) return true;
  builder.note(output, timestamp);
  return true;
}
