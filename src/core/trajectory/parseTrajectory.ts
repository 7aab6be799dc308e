import * as z from 'zod';
import { taskFromText } from '../task/task';
import { boundArguments, boundOutput, boundText, MAX_STEPS } from './bounds';
import { readFields } from './readFields';
import type { Fields } from './readFields';
import { exitCodeIn, readCall } from './toolCall';
import { stepKinds, stepSources } from './trajectory';
import type { FinalPatch, Origin, Step, ToolCall, Trajectory, TrajectoryProblem } from './trajectory';
import { TrajectoryProblems } from './trajectoryProblems';

/** What became of a document: everything that could be understood, and what could not. */
export interface ParsedTrajectory {
  /** Null when the document is no trajectory at all. */
  readonly trajectory: Trajectory | null;
  readonly problems: readonly TrajectoryProblem[];
}

/** Stands for a name or version that is not known. */
export const UNKNOWN = 'unknown';
/** Longest patch that is kept, in characters. */
const MAX_PATCH = 4 * 1024 * 1024;
const text = z.string();
const list = z.array(z.unknown());
const object = z.record(z.string(), z.unknown());
const patchText = z.string().max(MAX_PATCH);
const evidenceKinds = ['sessionFile', 'hook', 'commitTrailer'] as const;

const rootShape = {
  session_id: text,
  agent: object,
  steps: list,
  notes: text,
  subagent_trajectories: list,
  extra: object,
};
const agentShape = { name: text, version: text, model_name: text };
const stepShape = {
  timestamp: z.iso.datetime({ offset: true, local: true }),
  source: z.enum(stepSources),
  model_name: text,
  message: z.union([text, list]),
  reasoning_content: text,
  tool_calls: list,
  observation: object,
  extra: object,
};
/** `tool_name` is what some write in place of `function_name`. */
const callShape = { tool_call_id: text, function_name: text, tool_name: text };
const resultShape = { source_call_id: text, content: z.union([text, list]) };
/** Our additions, under `extra.swe_rm` of the document and of each step. */
const rootExtraShape = {
  origin: object,
  task: object,
  workspace: text,
  base_commit: z.string().regex(/^[0-9a-f]{7,64}$/),
  patch: object,
};
const originShape = { kind: z.enum(['agent', 'unknown']), name: text, evidence: list };
const evidenceShape = { kind: z.enum(evidenceKinds), detail: text };
const taskShape = { title: text, body: text, source: text };
const patchShape = {
  text: patchText,
  source: z.enum(['submission', 'edits', 'git', 'capture']),
  complete: z.boolean(),
};
const stepExtraShape = {
  kind: z.enum(stepKinds),
  command: text,
  exit_code: z.number().int(),
  output_chars: z.number().int().nonnegative(),
  patch: patchText,
};

/**
 * Reads an ATIF document, v1.0–1.7, as far as it goes. Never throws: a field or step that is not understood is left out
 * and named among the problems. What our additions do not say (step kinds, commands, exit codes, the task) is made
 * out from the standard fields.
 *
 * @param document a JSON value, from anywhere
 */
export function parseTrajectory(document: unknown): ParsedTrajectory {
  const problems = new TrajectoryProblems();
  const root = readFields(rootShape, document, null, problems);
  if (root?.steps === undefined) {
    problems.add('This is not a trajectory: a trajectory is a JSON object with a list of steps.');
    return { trajectory: null, problems: problems.all() };
  }
  checkVersion((document as { schema_version?: unknown }).schema_version, problems);
  const agent = readFields(agentShape, root.agent ?? {}, null, problems);
  if (agent?.name === undefined) problems.add('The document does not name its agent.');
  if (root.subagent_trajectories?.length)
    problems.add(`${root.subagent_trajectories.length} trajectories of sub-agents inside it were left out.`);

  const own = readFields(rootExtraShape, root.extra?.swe_rm ?? {}, 'extra', problems);
  const steps = readSteps(root.steps, problems);
  return {
    trajectory: {
      sessionId: root.session_id ?? null,
      agent: {
        name: agent?.name ?? UNKNOWN,
        // ATIF demands a version; this is how one that is not known is written.
        version: agent?.version === UNKNOWN ? null : (agent?.version ?? null),
        model: agent?.model_name ?? null,
      },
      origin: readOrigin(own?.origin, problems),
      task: readTask(own?.task, problems) ?? taskOfSteps(steps),
      workspace: own?.workspace ?? null,
      baseCommit: own?.base_commit ?? null,
      steps,
      patch: readPatch(own?.patch, problems),
      notes: root.notes === undefined ? null : boundText(root.notes),
    },
    problems: problems.all(),
  };
}

function checkVersion(version: unknown, problems: TrajectoryProblems): void {
  const minor = typeof version === 'string' ? /^ATIF-v1\.(\d{1,4})$/.exec(version)?.[1] : undefined;
  if (minor === undefined)
    problems.add('The document names no version of ATIF that is known here; it was read as v1.7.');
  else if (Number(minor) > 7) problems.add(`The document is ATIF v1.${minor}; it was read as v1.7.`);
}

function readSteps(entries: readonly unknown[], problems: TrajectoryProblems): readonly Step[] {
  const steps: Step[] = [];
  for (const [index, entry] of entries.entries()) {
    if (steps.length >= MAX_STEPS) {
      problems.add(`Only the first ${MAX_STEPS.toLocaleString('en')} steps were read.`);
      break;
    }
    for (const step of readStep(entry, `step ${index + 1}`, problems))
      steps.push({ ...step, id: steps.length + 1 });
  }
  return steps;
}

/** One step for each tool call; what was said and thought stays with the first. */
function readStep(entry: unknown, where: string, problems: TrajectoryProblems): readonly Step[] {
  const fields = readFields(stepShape, entry, where, problems);
  if (fields === null) {
    problems.add('A step is not an object and was left out.', where);
    return [];
  }
  if (fields.source === undefined) problems.add('A step does not say who took it.', where);
  const own: Fields<typeof stepExtraShape> =
    readFields(stepExtraShape, fields.extra?.swe_rm ?? {}, where, problems) ?? {};
  const calls = (fields.tool_calls ?? []).flatMap(call => readToolCall(call, where, problems));
  // Calls and reasoning are an agent's alone.
  const source = calls.length > 0 ? 'agent' : (fields.source ?? 'system');
  if (calls.length > 0 && fields.source !== undefined && fields.source !== 'agent')
    problems.add(
      'A step with tool calls did not name the agent as its source; it was taken for the agent’s.',
      where,
    );
  const outputs = readResults(fields.observation, calls, where, problems);
  const spoken: Step = {
    id: 0,
    timestamp: fields.timestamp ?? null,
    source,
    kind: own.kind ?? (source === 'system' ? 'other' : 'message'),
    message: boundText(textOf(fields.message)),
    reasoning:
      fields.reasoning_content === undefined || source !== 'agent'
        ? null
        : boundText(fields.reasoning_content),
    call: null,
    command: own.command === undefined ? null : boundText(own.command),
    exitCode: own.exit_code ?? null,
    output: withLength(outputs.get(null), own.output_chars),
    patch: own.patch ?? null,
  };
  if (calls.length === 0) {
    if (own.kind === undefined && spoken.message.trim() === '' && spoken.reasoning !== null)
      return [{ ...spoken, kind: 'think' }];
    return [spoken];
  }
  return calls.map((call, index) => {
    const reading = readCall(call.name, call.arguments);
    const output = outputs.get(call.id) ?? (index === calls.length - 1 ? outputs.get(null) : undefined);
    // Our additions describe steps of one call, as `formatTrajectory` writes them.
    const said: typeof own = calls.length === 1 ? own : {};
    return {
      ...spoken,
      ...(index === 0 ? {} : { message: '', reasoning: null }),
      kind: said.kind ?? reading.kind,
      call,
      command: said.command === undefined ? reading.command : boundText(said.command),
      exitCode: said.exit_code ?? (output === undefined ? null : exitCodeIn(output)),
      output: withLength(output, said.output_chars),
      patch: said.patch ?? null,
    };
  });
}

function readToolCall(entry: unknown, where: string, problems: TrajectoryProblems): readonly ToolCall[] {
  const fields = readFields(callShape, entry, where, problems);
  const name = fields?.function_name ?? fields?.tool_name;
  if (fields === null || name === undefined) {
    problems.add('A tool call names no tool and was left out.', where);
    return [];
  }
  return [
    {
      id: fields.tool_call_id ?? '',
      name,
      arguments: boundArguments((entry as { arguments?: unknown }).arguments),
    },
  ];
}

/** Outputs by the call they answer; those that answer none under null. */
function readResults(
  observation: Readonly<Record<string, unknown>> | undefined,
  calls: readonly ToolCall[],
  where: string,
  problems: TrajectoryProblems,
): ReadonlyMap<string | null, string> {
  const outputs = new Map<string | null, string>();
  const known = new Set(calls.map(call => call.id));
  const results = readFields({ results: list }, observation ?? {}, where, problems)?.results ?? [];
  for (const entry of results) {
    const fields = readFields(resultShape, entry, where, problems);
    if (fields?.content === undefined) continue;
    const call = fields.source_call_id;
    const key = call !== undefined && known.has(call) ? call : null;
    const before = outputs.get(key);
    outputs.set(key, (before === undefined ? '' : `${before}\n`) + textOf(fields.content));
  }
  return outputs;
}

/** A text was bounded when it was written: its whole length stands beside it. */
function withLength(output: string | undefined, chars: number | undefined): Step['output'] {
  if (output === undefined) return null;
  const bounded = boundOutput(output);
  return { ...bounded, chars: Math.max(bounded.chars, chars ?? 0) };
}

/** The text of a message or result; since v1.6 it may be a list of parts. */
function textOf(content: string | readonly unknown[] | undefined): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return content;
  return content
    .map(part => {
      if (typeof part === 'string') return part;
      if (typeof part !== 'object' || part === null) return '';
      if ('text' in part && typeof part.text === 'string') return part.text;
      return 'type' in part && typeof part.type === 'string' ? `[${part.type.slice(0, 40)}]` : '';
    })
    .join('\n');
}

function readOrigin(value: unknown, problems: TrajectoryProblems): Origin {
  const fields = readFields(originShape, value ?? {}, 'extra', problems);
  const evidence = (fields?.evidence ?? []).flatMap(entry => {
    const { kind, detail }: Fields<typeof evidenceShape> =
      readFields(evidenceShape, entry, 'extra', problems) ?? {};
    return kind === undefined || detail === undefined ? [] : [{ kind, detail: boundText(detail, 2_000) }];
  });
  if (fields?.kind !== 'agent' || fields.name === undefined) return { kind: 'unknown' };
  if (evidence.length > 0) return { kind: 'agent', name: fields.name, evidence };
  problems.add(
    'The document names an agent as the origin without evidence for it; the origin is taken as unknown.',
  );
  return { kind: 'unknown' };
}

function readTask(value: unknown, problems: TrajectoryProblems): Trajectory['task'] {
  const fields = readFields(taskShape, value ?? {}, 'extra', problems);
  if (fields?.title === undefined) return null;
  return {
    title: boundText(fields.title),
    body: boundText(fields.body ?? ''),
    source: boundText(fields.source ?? 'trajectory', 200),
  };
}

function readPatch(value: unknown, problems: TrajectoryProblems): FinalPatch | null {
  const fields = readFields(patchShape, value ?? {}, 'extra', problems);
  if (fields?.text === undefined || fields.source === undefined) return null;
  return { text: fields.text, source: fields.source, complete: fields.complete ?? false };
}

function taskOfSteps(steps: readonly Step[]): Trajectory['task'] {
  const asked = steps.find(step => step.source === 'user' && step.message.trim() !== '');
  return asked ? taskFromText(asked.message, 'first prompt') : null;
}
