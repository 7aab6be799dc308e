import { UNKNOWN } from './parseTrajectory';
import type { JsonObject, JsonValue, Step, Trajectory } from './trajectory';

/**
 * A trajectory as an ATIF v1.7 document, ready for `JSON.stringify`; `parseTrajectory` reads it back as it was. What ATIF
 * has no field for stands under `extra.swe_rm` of the document and of each step.
 */
export function formatTrajectory(trajectory: Trajectory): JsonObject {
  const { agent, origin, task, patch } = trajectory;
  return withoutNulls({
    schema_version: 'ATIF-v1.7',
    session_id: trajectory.sessionId,
    agent: withoutNulls({ name: agent.name, version: agent.version ?? UNKNOWN, model_name: agent.model }),
    steps: trajectory.steps.map(formatStep),
    notes: trajectory.notes,
    final_metrics: { total_steps: trajectory.steps.length },
    extra: {
      swe_rm: withoutNulls({
        origin:
          origin.kind === 'unknown'
            ? { kind: 'unknown' }
            : { kind: 'agent', name: origin.name, evidence: origin.evidence.map(entry => ({ ...entry })) },
        task: task === null ? null : { ...task },
        workspace: trajectory.workspace,
        base_commit: trajectory.baseCommit,
        patch: patch === null ? null : { ...patch },
      }),
    },
  });
}

function formatStep(step: Step): JsonObject {
  const { call, output } = step;
  // Tool calls and reasoning are allowed on an agent's steps alone.
  const isAgent = step.source === 'agent';
  const callId = isAgent && call !== null ? call.id : null;
  return withoutNulls({
    step_id: step.id,
    timestamp: step.timestamp,
    source: step.source,
    message: step.message,
    reasoning_content: isAgent ? step.reasoning : null,
    tool_calls:
      callId === null || call === null
        ? null
        : [{ tool_call_id: callId, function_name: call.name, arguments: call.arguments }],
    observation:
      output === null ? null : { results: [withoutNulls({ source_call_id: callId, content: output.text })] },
    extra: {
      swe_rm: withoutNulls({
        kind: step.kind,
        command: step.command,
        exit_code: step.exitCode,
        output_chars: output?.chars ?? null,
        patch: step.patch,
      }),
    },
  });
}

function withoutNulls(fields: Readonly<Record<string, JsonValue>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
