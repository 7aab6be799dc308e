import type { FileEdit } from './fileEdit';
import { contentText, listIn, objectField, objectIn, parseJson, textField } from './looseJson';
import type { LooseObject } from './looseJson';
import { entryConverter } from './entryConverter';
import type { SessionBuilder } from './sessionBuilder';
import type { SessionFormat } from './sessionFormat';

const LABEL = 'SWE-agent';

/** `*.traj`: `trajectory[]` of `{action, observation, thought, state}`, `info.submission`. */
export const sweAgentDocument: SessionFormat = {
  form: 'document',
  label: LABEL,
  recognises: ([document]) => {
    const first = objectIn(listIn(objectIn(document)?.trajectory)?.[0]);
    return first !== undefined && 'action' in first && 'observation' in first;
  },
  start: () => entryConverter(LABEL, pushDocument),
};

function pushDocument(builder: SessionBuilder, document: unknown): void {
  const root = objectIn(document) ?? {};
  const info = objectIn(root.info);
  builder.version = textField(info, 'swe_agent_version') ?? null;
  builder.submission = textField(info, 'submission') ?? null;
  const config = objectIn(
    typeof root.replay_config === 'string' ? parseJson(root.replay_config) : root.replay_config,
  );
  builder.model = textField(objectField(objectIn(config?.agent), 'model'), 'name') ?? null;
  builder.sessionId = textField(root, 'environment') ?? null;
  const steps = listIn(root.trajectory) ?? [];
  builder.workspace = workspaceOf(objectIn(steps[0])) ?? null;

  const asked = (listIn(root.history) ?? [])
    .map(objectIn)
    .find(
      message =>
        message?.role === 'user' &&
        message.is_demo !== true &&
        !/^Here is a demonstration/.test(contentText(message.content)),
    );
  if (asked) builder.prompt(issueIn(contentText(asked.content)));

  for (const [index, entry] of steps.entries()) {
    const step = objectIn(entry);
    const action = textField(step, 'action');
    if (step === undefined || action === undefined) {
      builder.problems.add('A step holds no action and was left out.', `step ${index + 1}`);
      continue;
    }
    const id = `step ${index + 1}`;
    builder.say(textField(step, 'thought') ?? '');
    const output = textField(step, 'observation') ?? '';
    const edits = editsOf(action, openFile(objectIn(steps[index - 1])));
    if (action.trim() !== '') {
      builder.call({
        id,
        name: 'shell',
        args: { command: action.trimEnd() },
        ...(edits === null ? {} : { edits }),
      });
      builder.result(id, {
        output,
        failed: /Your proposed edit has introduced|No replacement was performed|^Error|Usage: edit/.test(
          output,
        ),
      });
    } else builder.note(output);
  }
}

function stateOf(step: LooseObject | undefined): LooseObject | undefined {
  return typeof step?.state === 'string' ? objectIn(parseJson(step.state)) : objectIn(step?.state);
}

function workspaceOf(step: LooseObject | undefined): string | undefined {
  const folder = textField(stateOf(step), 'working_dir');
  // The first command may have moved below the repository, which lies at the root of the container.
  return folder === undefined
    ? undefined
    : (/^\/(?:testbed|repo|app)\b|^\/[^/]+__[^/]+/.exec(folder)?.[0] ?? folder);
}

function openFile(step: LooseObject | undefined): string | undefined {
  const path = textField(stateOf(step), 'open_file');
  return path === 'n/a' ? undefined : path;
}

/** Edits by the special commands; null for a command that is read as a shell command. */
function editsOf(action: string, open: string | undefined): readonly FileEdit[] | null {
  const lines = /^edit (\d{1,7}):(\d{1,7})\n/.exec(action);
  if (lines) {
    if (open === undefined) return [{ kind: 'untold' }];
    const body = action.slice(lines[0].length).replace(/\n?end_of_edit\s*$/, '\n');
    return [{ kind: 'lines', path: open, from: Number(lines[1]), to: Number(lines[2]), text: body }];
  }
  const created = /^create (\S{1,4000})\s*$/.exec(action)?.[1];
  if (created !== undefined) return [{ kind: 'write', path: created, text: '', before: null }];
  return /^(?:str_replace_editor (?!view)|insert |edit )/.test(action) ? [{ kind: 'untold' }] : null;
}

/** The issue inside the instance template. */
function issueIn(text: string): string {
  const start = /(?:^|\n)ISSUE:\s*\n/.exec(text);
  if (!start) return text;
  const from = start.index + start[0].length;
  const end = text.indexOf('\nINSTRUCTIONS:', from);
  return text.slice(from, end === -1 ? undefined : end);
}
