import {
  argumentsIn,
  contentText,
  listIn,
  numberIn,
  objectField,
  objectIn,
  textField,
  timestampIn,
} from './looseJson';
import type { LooseObject } from './looseJson';
import { pushChat } from './chatMessages';
import { entryConverter } from './entryConverter';
import type { SessionBuilder } from './sessionBuilder';
import type { SessionConverter, SessionFormat } from './sessionFormat';

const LABEL = 'OpenHands';

/** The files of `events/`, in order: each an event. */
export const openHandsEvents: SessionFormat = {
  form: 'lines',
  label: LABEL,
  recognises: head => head.some(isEvent),
  start: () => entryConverter(LABEL, pushEvent),
};

/** `trajectory.json`: a list of events. */
export const openHandsTrajectory: SessionFormat = {
  form: 'document',
  label: LABEL,
  recognises: ([document]) => (listIn(document) ?? []).slice(0, 20).some(isEvent),
  start: () => entryConverter(LABEL, (builder, document) => pushEvents(builder, listIn(document) ?? [])),
};

/** A row of `output.jsonl`: one task of an evaluation, its events under `history`. */
export const openHandsOutput: SessionFormat = {
  form: 'lines',
  label: LABEL,
  recognises: ([first]) => isOutput(first),
  start: outputConverter,
};

/** The same row as a file of its own. */
export const openHandsOutputDocument: SessionFormat = {
  form: 'document',
  label: LABEL,
  recognises: ([document]) => isOutput(document),
  start: outputConverter,
};

/** A file of `llm_completions/`: the conversation as it was sent to the model, and the answer. */
export const openHandsCompletion: SessionFormat = {
  form: 'document',
  label: LABEL,
  recognises: ([document]) => {
    const completion = objectIn(document);
    return (
      listIn(completion?.messages) !== undefined &&
      objectIn(completion?.response) !== undefined &&
      ('kwargs' in (completion ?? {}) || 'cost' in (completion ?? {}))
    );
  },
  start: () => entryConverter(LABEL, pushCompletion),
};

function pushCompletion(builder: SessionBuilder, document: unknown): void {
  const completion = objectIn(document) ?? {};
  const response = objectIn(completion.response);
  builder.model = textField(response, 'model') ?? null;
  const answer = objectIn(objectIn(listIn(response?.choices)?.[0])?.message);
  const messages = [...(listIn(completion.messages) ?? []), ...(answer ? [answer] : [])];
  builder.workspace = repositoryOf(messages);
  pushChat(builder, messages);
}

function isEvent(value: unknown): boolean {
  const event = objectIn(value);
  if (event === undefined) return false;
  if (
    /^(?:Action|Observation|Message|SystemPrompt|AgentError|ConversationState\w*)Event$/.test(
      textField(event, 'kind') ?? '',
    )
  )
    return true;
  return (
    (textField(event, 'action') !== undefined && objectIn(event.args) !== undefined) ||
    (textField(event, 'observation') !== undefined && 'content' in event)
  );
}

function isOutput(value: unknown): boolean {
  const row = objectIn(value);
  return row !== undefined && 'instance_id' in row && listIn(row.history) !== undefined;
}

function uploadedTo(texts: readonly string[]): string | null {
  for (const text of texts) {
    const folder = /<uploaded_files>\s*(\/\S{1,1000})\s*<\/uploaded_files>/.exec(text)?.[1];
    if (folder !== undefined) return folder.replace(/\/$/, '');
  }
  return null;
}

/**
 * The folder that the conversation says the repository was uploaded to. In its benchmark that is a link to the folder below,
 * and some conversations go by that name instead.
 */
function repositoryOf(messages: readonly unknown[]): string | null {
  const uploaded = uploadedTo(messages.map(message => contentText(objectIn(message)?.content)));
  const calls = messages.flatMap(message => listIn(objectIn(message)?.tool_calls) ?? []);
  const paths = calls.flatMap(call => {
    const { command, path } = argumentsIn(objectIn(objectIn(call)?.function)?.arguments);
    return command === 'view' || typeof path !== 'string' ? [] : [path];
  });
  const linked = '/testbed';
  const within = (folder: string | null) => paths.some(path => path.startsWith(`${folder}/`));
  return within(linked) && !within(uploaded) ? linked : uploaded;
}

/** Of several rows the first is the session. */
function outputConverter(): SessionConverter {
  let rows = 0;
  return entryConverter(LABEL, (builder, entry, where) => {
    const row = objectIn(entry);
    const history = listIn(row?.history);
    if (row === undefined || history === undefined)
      builder.problems.add('A row holds no history and was left out.', where);
    else if (rows++ > 0)
      builder.problems.add('The file holds several sessions; only the first was read.', where);
    else pushRow(builder, row, history);
  });
}

function pushRow(builder: SessionBuilder, row: LooseObject, history: readonly unknown[]): void {
  builder.sessionId = textField(row, 'instance_id') ?? null;
  builder.model = textField(objectField(objectIn(row.metadata), 'llm', 'llm_config'), 'model') ?? null;
  builder.baseCommit = textField(objectIn(row.instance), 'base_commit') ?? null;
  builder.submission =
    textField(objectIn(row.test_result), 'git_patch') ?? textField(row, 'git_patch') ?? null;
  const instruction = textField(row, 'instruction');
  if (instruction !== undefined) builder.prompt(instruction);
  pushEvents(builder, history.flat());
}

function pushEvents(builder: SessionBuilder, events: readonly unknown[]): void {
  for (const [index, event] of events.entries()) pushEvent(builder, event, `event ${index + 1}`);
}

/** Events of the current software (`kind`) and of the one before it (`action`, `observation`). */
function pushEvent(builder: SessionBuilder, entry: unknown, where: string): void {
  const event = objectIn(entry);
  const timestamp = timestampIn(event?.timestamp);
  if (event === undefined) builder.problems.add('An entry is not an event and was left out.', where);
  else if (objectIn(event.workspace)) pushBaseState(builder, event);
  else if (textField(event, 'kind') !== undefined) pushCurrent(builder, event, timestamp, where);
  else if (textField(event, 'action') !== undefined) pushAction(builder, event, timestamp, where);
  else if (textField(event, 'observation') !== undefined) pushObservation(builder, event, timestamp);
  else builder.problems.add('An entry is not an event and was left out.', where);
}

/** `base_state.json` beside the events: which conversation, where, with which model. */
function pushBaseState(builder: SessionBuilder, state: LooseObject): void {
  builder.sessionId ??= textField(state, 'id') || null;
  builder.workspace ??= textField(objectIn(state.workspace), 'working_dir') || null;
  builder.model ??= textField(objectField(objectIn(state.agent), 'llm'), 'model') || null;
}

function pushCurrent(
  builder: SessionBuilder,
  event: LooseObject,
  timestamp: string | null,
  where: string,
): void {
  const id = textField(event, 'tool_call_id') ?? textField(event, 'id') ?? where;
  switch (event.kind) {
    case 'ActionEvent': {
      builder.think(textField(event, 'reasoning_content') ?? '', timestamp);
      builder.say(contentText(event.thought), timestamp);
      const call = objectIn(event.tool_call);
      const details = objectIn(call?.function) ?? call;
      builder.call({
        id,
        name: textField(event, 'tool_name') ?? textField(details, 'name') ?? 'unknown',
        args: details ? argumentsIn(details.arguments) : (objectIn(event.action) ?? {}),
        timestamp,
      });
      break;
    }
    case 'ObservationEvent':
    case 'UserRejectObservation':
    case 'AgentErrorEvent': {
      const observation = objectIn(event.observation);
      const output =
        (contentText(observation?.content) || textField(observation, 'output', 'result')) ??
        textField(event, 'error', 'rejection_reason') ??
        '';
      const error = textField(observation, 'error');
      const exitCode =
        numberIn(observation?.exit_code) ?? numberIn(objectIn(observation?.metadata)?.exit_code);
      const failed =
        event.kind !== 'ObservationEvent' || observation?.is_error === true || error !== undefined;
      builder.result(id, {
        output: output || (error ?? ''),
        failed,
        ...(exitCode === undefined ? {} : { exitCode }),
      });
      break;
    }
    case 'MessageEvent': {
      const text = contentText(objectField(event, 'llm_message')?.content);
      if (event.source === 'user') pushPrompt(builder, text, timestamp);
      else builder.say(text, timestamp);
      break;
    }
    case 'SystemPromptEvent':
    case 'ConversationStateUpdateEvent':
    case 'PauseEvent':
    case 'Condensation':
    case 'CondensationRequest':
      break;
    default:
      builder.problems.addUnknown('Events', textField(event, 'kind') ?? '', where);
  }
}

function pushAction(
  builder: SessionBuilder,
  event: LooseObject,
  timestamp: string | null,
  where: string,
): void {
  const args = objectIn(event.args) ?? {};
  const name = textField(event, 'action') ?? '';
  if (
    name === 'system' ||
    name === 'recall' ||
    name === 'change_agent_state' ||
    name === 'initialize' ||
    name === 'start'
  )
    return;
  if (name === 'message' || name === 'think') {
    const text = textField(args, 'content', 'thought') ?? textField(event, 'message') ?? '';
    if (event.source === 'user') pushPrompt(builder, text, timestamp);
    else if (name === 'think') builder.think(text, timestamp);
    else builder.say(text, timestamp);
    return;
  }
  builder.say(textField(args, 'thought') ?? '', timestamp);
  const rest = Object.fromEntries(Object.entries(args).filter(([field]) => field !== 'thought'));
  builder.call({
    id: idOf(event.id, where),
    name: name === 'edit' && args.command === 'view' ? 'read' : name,
    args: rest,
    timestamp,
  });
}

function pushObservation(builder: SessionBuilder, event: LooseObject, timestamp: string | null): void {
  const extras = objectIn(event.extras);
  const exitCode = numberIn(extras?.exit_code) ?? numberIn(objectIn(extras?.metadata)?.exit_code);
  const output = textField(event, 'content') ?? '';
  const result = {
    output,
    failed: event.observation === 'error' || /^ERROR:/.test(output),
    ...(exitCode === undefined ? {} : { exitCode }),
  };
  if (!builder.result(idOf(event.cause, ''), result) && event.observation === 'error')
    builder.note(output, timestamp);
}

function pushPrompt(builder: SessionBuilder, text: string, timestamp: string | null): void {
  builder.workspace ??= uploadedTo([text]);
  builder.prompt(text, timestamp);
}

function idOf(id: unknown, otherwise: string): string {
  return typeof id === 'number' || typeof id === 'string' ? String(id) : otherwise;
}
