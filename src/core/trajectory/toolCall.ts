import { boundText } from './bounds';
import { shellKind } from './shellCommand';
import type { JsonObject, JsonValue, StepKind } from './trajectory';

/** What a tool call does, in the words of a step. */
interface CallReading {
  readonly kind: StepKind;
  /** See `Step.command`. */
  readonly command: string;
}

/** Longest value of one argument in a command text. */
const MAX_SHOWN = 2_000;

/** Arguments under which agents' shell tools take their command line. */
const COMMAND_ARGUMENTS = [
  'command',
  'cmd',
  'commandLine',
  'CommandLine',
  'commands',
  'keystrokes',
  'script',
  'action',
  'input',
];

/**
 * Tool names by what they do, tried in order on the name in lower case with `_` between its words. A family of tools is
 * told by the verb in its name, because every agent invents names; exceptions stand before the rule they break.
 */
const KINDS: readonly (readonly [RegExp, StepKind])[] = [
  [/todo|scratchpad|^think|_think|sequential|reflect|^plan$|_plan$|^plan_|update_plan|request_for_change|decide/, 'think'],
  [/submit|finish|attempt_completion|task_complete|complete_task|task_done|exit_cost|exit_plan/, 'submit'],
  [/terminal_(?:output|last)|read_terminal|bash_output|get_(?:command|terminal|task)_output|command_status/, 'view'],
  [/kill_(?:shell|bash|terminal)|write_stdin|write_to_terminal|send_input/, 'run'],
  [/(?:^|_)(?:run_)?tests?(?:_|$)|test_failure|pytest/, 'test'],
  [/replace|edit|write|^create$|create_(?:new_)?file|apply_(?:patch|diff|text)|^patch|insert|delete_(?:file|lines?|path)|rename_file|move_file|(?:make|create)_dir|modify|append|undo/, 'edit'],
  [/grep|search|glob|find|^ls$|list_|^list|_list$|_list_|codebase|usages|references|file_tree|locate|get_callers|web_search/, 'search'],
  [/read|view|open|show|cat$|inspect|identify|expand|scroll|clarify|browse|fetch|git_diff|diff$|status$|problems|diagnostics|errors$|^get_|symbol|definition|hover/, 'view'],
  [/bash|shell|terminal|exec|run_|^run|_run$|command|process|python|ipython|powershell|console|notebook|cmd/, 'run'],
  [/(?:^|_)(?:ask|message|respond|response|question|reply|notify)(?:_|$)/, 'message'],
]; // prettier-ignore

/** Reads a tool call. The name and the arguments are the agent's own; unknown names are `other`. */
export function readCall(name: string, args: JsonObject): CallReading {
  const plain = name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^(?:mcp|functions|default_api)_+/, '');
  const text = (kind: StepKind): CallReading => ({ kind, command: callText(name, args) });

  // One editor tool with a verb among its arguments (str_replace_editor and its kin).
  const verb = args.command;
  if (/editor|^edit_action$/.test(plain) && typeof verb === 'string')
    return text(/^view/.test(verb) ? 'view' : 'edit');

  const kind = KINDS.find(([pattern]) => pattern.test(plain))?.[1] ?? 'other';
  if (kind !== 'run' && !(kind === 'other' && shellLine(args) !== null)) return text(kind);
  const line = shellLine(args);
  return line === null ? text('run') : { kind: shellKind(line), command: boundText(line) };
}

/** The command line a shell tool was given; null when there is none. `["bash", "-lc", "…"]` is its last word. */
export function shellLine(args: JsonObject): string | null {
  for (const name of COMMAND_ARGUMENTS) {
    const value = args[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (Array.isArray(value)) {
      const words = value.filter((word): word is string => typeof word === 'string');
      const [shell, flag, script] = words;
      if (script !== undefined && /(?:^|\/)(?:ba|z|da|k)?sh$/.test(shell ?? '') && /^-\w*c$/.test(flag ?? ''))
        return script;
      if (words.length > 0) return words.join(' ');
    }
  }
  return null;
}

/** A call in one text: the tool's name, then one line for each argument. */
function callText(name: string, args: JsonObject): string {
  const lines = Object.entries(args).map(
    ([key, value]) => `${key}: ${boundText(valueText(value), MAX_SHOWN)}`,
  );
  return boundText([name, ...lines].join('\n'));
}

function valueText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * The exit code that a command's output states in one of the ways agents state it; null when it does not.
 *
 * Only the beginning and the end are looked at: what a program prints in between is not about its own exit.
 */
export function exitCodeIn(output: string): number | null {
  const edges = output.length <= 1_000 ? output : `${output.slice(0, 400)}\n${output.slice(-600)}`;
  const found =
    /<returncode>(-?\d{1,10})<\/returncode>/.exec(edges) ??
    /\[?(?:Process exited with code|The command completed with exit code|Command finished with exit code|Exit code:?|exit code:?|exit status:?|exited with code) (-?\d{1,10})\b/.exec(
      edges,
    );
  return found ? Number(found[1]) : null;
}
