import type { Step } from '../../../../src/core/trajectory/trajectory';
import type { SessionReading } from '../../../../src/platform/agents/sessionReader';

/** A reading as text that a person can compare: who, what, every step on a few lines, the patch, the problems. */
export function describeReading(reading: SessionReading): string {
  if (reading.kind === 'unreadable') return `unreadable: ${reading.message}\n`;
  const { trajectory, problems, edited } = reading.session;
  const { agent, origin, task, patch } = trajectory;
  const lines = [
    `${reading.label} · session ${trajectory.sessionId} · version ${agent.version} · model ${agent.model}`,
    `workspace ${trajectory.workspace} · base ${trajectory.baseCommit} · origin ${JSON.stringify(origin)}`,
    `task: ${JSON.stringify(task)}`,
    ...(trajectory.notes === null ? [] : [`notes: ${trajectory.notes}`]),
    '',
    ...trajectory.steps.flatMap(describeStep),
    `edited: ${edited.join(', ')}`,
    ...problems.map(({ where, message }) => `problem: ${where === null ? '' : `${where}: `}${message}`),
    '',
    patch === null
      ? 'no patch'
      : `patch from ${patch.source}${patch.complete ? '' : ', incomplete'}:\n${patch.text}`,
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function describeStep(step: Step): string[] {
  const { output } = step;
  return [
    `${step.id}. ${step.source} ${step.kind} · ${step.timestamp ?? 'no time'}`,
    ...indented('said', step.message),
    ...indented('thought', step.reasoning),
    ...(step.call === null ? [] : [`   call ${step.call.id} ${step.call.name}`]),
    ...indented('did', step.command),
    ...(step.exitCode === null ? [] : [`   exit code ${step.exitCode}`]),
    ...(output === null ? [] : indented(`output of ${output.chars}`, output.text)),
    ...indented('patch', step.patch),
    '',
  ];
}

function indented(title: string, text: string | null): string[] {
  if (text === null || text === '') return [];
  const shown = text.length <= 400 ? text : `${text.slice(0, 400)}…`;
  return [`   ${title}: ${shown.replaceAll('\n', '\n     ')}`];
}
