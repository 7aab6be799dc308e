import type { Step, StepKind, Trajectory } from '../trajectory/trajectory';

/** A step of a trajectory as far as evidence reads it. */
export interface ProcessStep {
  readonly kind: StepKind;
  /** As `Step.command`, cut at its end; '' when nothing was done. */
  readonly command: string;
  /** Beginning and end of what came back. */
  readonly observation: string;
  /** Of a command that has ended; null when it did not say. */
  readonly exitCode: number | null;
}

/** Steps that are read: from the start, where the problem is looked at, and from the end, where the change is finished. */
export const FIRST_STEPS = 20;
export const LAST_STEPS = 60;
export const MAX_COMMAND = 1_500;
export const MAX_OBSERVATION = 1_200;

/**
 * The steps of a trajectory that evidence reads, with texts of bounded length. The bounds are those of the labelled
 * trajectories that models learn from, so that a number means the same for a session of any length.
 *
 * @param folder where the work was done, if that is known: edits name their files from there, since where it lies tells nothing of them
 */
export function processSteps(
  { steps }: Pick<Trajectory, 'steps'>,
  folder: string | null = null,
): ProcessStep[] {
  return [...boundSteps(boundSteps(steps).flatMap(step => recordedEdits(step) ?? [readable(step, folder)]))];
}

function readable({ kind, command, output, exitCode }: Step, folder: string | null): ProcessStep {
  const within = (text: string) => (kind === 'edit' ? fromFolder(text, folder) : text);
  return boundStep({
    kind,
    command: within(command ?? ''),
    observation: within(output?.text ?? ''),
    exitCode,
  });
}

/** A text with the paths in a folder as they are from there. */
function fromFolder(text: string, folder: string | null): string {
  const name = folder?.replace(/[\\/]+$/, '') ?? '';
  return name === '' ? text : text.replaceAll(`${name}/`, '').replaceAll(`${name}\\`, '');
}

/** Files of one recorded change that are read. */
const MAX_FILES = 5;

/**
 * An edit that was seen in the files, not asked for by a call: what it changed stands in its diff alone. Each file counts as
 * an edit, and what came back (diagnostics) is no answer that could refuse it.
 */
function recordedEdits({ kind, command, patch }: Step): ProcessStep[] | null {
  if (kind !== 'edit' || command !== null || patch === null) return null;
  const names = [...patch.matchAll(/^(?:---|\+\+\+) "?(?:[ab]\/)?(?!\/dev\/null)([^\t\r\n"]+)/gm)];
  const files = [...new Set(names.map(([, name]) => name))].slice(0, MAX_FILES);
  return files.length === 0 ? [recordedEdit('')] : files.map(name => recordedEdit(name ?? ''));
}

/** The edit of one file as evidence reads it, seen in the file itself; '' when nobody knows which. */
export function recordedEdit(path: string): ProcessStep {
  return boundStep({
    kind: 'edit',
    command: path === '' ? '' : `path: ${path}`,
    observation: '',
    exitCode: null,
  });
}

/** The first and the last of a long list of steps. */
export function boundSteps<T>(steps: readonly T[]): readonly T[] {
  if (steps.length <= FIRST_STEPS + LAST_STEPS) return steps;
  return [...steps.slice(0, FIRST_STEPS), ...steps.slice(-LAST_STEPS)];
}

/** The step with its texts cut to what is read. */
export function boundStep(step: ProcessStep): ProcessStep {
  return {
    ...step,
    command: step.command.slice(0, MAX_COMMAND),
    observation: edges(step.observation),
  };
}

/** The beginning and the end of a text, which is where programs say how they ended. */
function edges(text: string): string {
  const half = MAX_OBSERVATION / 2;
  return text.length <= MAX_OBSERVATION ? text : `${text.slice(0, half)}${text.slice(-half)}`;
}
