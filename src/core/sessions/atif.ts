import { EMPTY_TRAJECTORY } from '../trajectory/emptyTrajectory';
import { parseTrajectory } from '../trajectory/parseTrajectory';
import type { ParsedTrajectory } from '../trajectory/parseTrajectory';
import { TrajectoryProblems } from '../trajectory/trajectoryProblems';
import { detailsOfResult } from './claudeCode';
import { contentText, listIn, objectField, objectIn, textField } from './looseJson';
import type { LooseObject } from './looseJson';
import { SessionBuilder } from './sessionBuilder';
import type { SessionResult } from './sessionBuilder';
import type { KnownBeside, ConvertedSession, SessionConverter, SessionFormat } from './sessionFormat';

const LABEL = 'ATIF';

/** An ATIF document, also inside `{trajectory: …}` as evaluation harnesses keep it. */
export const atifDocument: SessionFormat = {
  form: 'document',
  label: LABEL,
  recognises: ([document]) => inner(document) !== undefined,
  start: () => new AtifConverter(),
};

function inner(document: unknown): LooseObject | undefined {
  const root = objectIn(document);
  for (const candidate of [root, objectIn(root?.trajectory)])
    if (textField(candidate, 'schema_version') !== undefined && listIn(candidate?.steps) !== undefined)
      return candidate;
  return undefined;
}

class AtifConverter implements SessionConverter {
  private parsed: ParsedTrajectory = parseTrajectory(null);
  /** The tool calls of another program's document, which holds no diffs; null for one of ours, which does. */
  private calls: SessionBuilder | null = null;

  push(document: unknown): void {
    const root = inner(document) ?? {};
    this.parsed = parseTrajectory(root);
    this.calls = objectIn(root.extra)?.swe_rm === undefined ? callsIn(root) : null;
  }

  convert(known?: KnownBeside): ConvertedSession {
    const { trajectory, problems } = this.parsed;
    const replayed = this.calls?.convert(known);
    if (trajectory === null || replayed === undefined || replayed.trajectory.steps.length === 0)
      return { trajectory: trajectory ?? EMPTY_TRAJECTORY, problems, edited: [] };
    const { workspace, patch, steps: calls } = replayed.trajectory;
    const done = calls.values();
    const steps = trajectory.steps.map(step => {
      const call = step.call === null ? undefined : done.next().value;
      return call === undefined
        ? step
        : { ...step, exitCode: step.exitCode ?? call.exitCode, patch: call.patch };
    });
    const all = new TrajectoryProblems();
    all.addAll(problems);
    all.addAll(replayed.problems);
    return {
      trajectory: { ...trajectory, workspace, steps, patch },
      problems: all.all(),
      edited: replayed.edited,
    };
  }
}

/** The calls and their results, one step for each call as `parseTrajectory` makes them: programs keep the names and arguments of the agent. */
function callsIn(root: LooseObject): SessionBuilder {
  const builder = new SessionBuilder(LABEL);
  for (const [at, entry] of (listIn(root.steps) ?? []).entries()) {
    const step = objectIn(entry);
    builder.workspace ??= textField(objectIn(step?.extra), 'cwd') || null;
    const ids = new Map<string, string>();
    let last = '';
    for (const [index, value] of (listIn(step?.tool_calls) ?? []).entries()) {
      const call = objectIn(value);
      const name = textField(call, 'function_name', 'tool_name');
      if (name === undefined) continue;
      last = `${at}.${index}`;
      ids.set(textField(call, 'tool_call_id') ?? last, last);
      builder.call({ id: last, name, args: objectIn(call?.arguments) ?? {} });
    }
    for (const value of listIn(objectIn(step?.observation)?.results) ?? []) {
      const result = objectIn(value);
      const id = ids.get(textField(result, 'source_call_id') ?? '') ?? last;
      builder.result(id, resultOf(result, step));
    }
  }
  return builder;
}

/** Harbor keeps beside a step what Claude Code's own session says of its result. */
function resultOf(result: LooseObject | undefined, step: LooseObject | undefined): SessionResult {
  const output = contentText(result?.content);
  const beside = objectIn(step?.extra);
  const failed =
    beside?.tool_result_is_error === true ||
    objectIn(result?.extra)?.is_error === true ||
    /^(?:ERROR:|Error\b|<tool_use_error>|apply_patch verification failed|patch rejected)|No replacement was performed/.test(
      output,
    );
  const native = objectField(objectField(beside, 'tool_result_metadata'), 'tool_use_result');
  return { output, failed, ...(native === undefined ? {} : detailsOfResult(native, output)) };
}
