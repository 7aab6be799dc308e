import { formatPatch } from '../patch/formatPatch';
import { pathOf, type FilePatch } from '../patch/patch';
import { shellKind } from '../trajectory/shellCommand';
import { EMPTY_STEP } from '../trajectory/emptyTrajectory';
import type { Step, StepOutput } from '../trajectory/trajectory';
import { andMore } from '../text/andMore';

/** A longer diff of one step is not kept, only that there was one. In characters. */
const MAX_PATCH = 400_000;
/** More names say no more. */
const MAX_NAMES = 5;

/** Why files changed, as far as it can be seen. */
export type EditCause = 'typed' | 'saved' | 'disk' | 'before' | 'unrecorded';

const VERBS: Readonly<Record<EditCause, string>> = {
  typed: 'Edited',
  saved: 'Edited and saved',
  disk: 'Changed on disk',
  before: 'Already changed when the recording began:',
  unrecorded: 'Changed while nothing was recorded:',
};

/** "Edited and saved src/cart.ts" */
export function editMessage(names: readonly string[], cause: EditCause): string {
  return `${VERBS[cause]} ${names.join(', ')}`;
}

export function editStep(files: readonly FilePatch[], cause: EditCause, at: Date): Omit<Step, 'id'> {
  const patch = formatPatch(files);
  const tooLong = patch.length > MAX_PATCH;
  const names = files.map(file => nameOf(file, cause));
  const kept = tooLong ? ' (the diff is too long to keep)' : '';
  return {
    ...EMPTY_STEP,
    timestamp: at.toISOString(),
    kind: 'edit',
    message: `${verbOf(files, cause)} ${andMore(names, MAX_NAMES)}${kept}`,
    patch: tooLong ? null : patch,
  };
}

export function commandStep(
  commandLine: string,
  exitCode: number | null,
  output: StepOutput | null,
  at: Date,
): Omit<Step, 'id'> {
  return {
    ...EMPTY_STEP,
    timestamp: at.toISOString(),
    kind: shellKind(commandLine),
    command: commandLine,
    exitCode,
    output,
  };
}

/** Something that ran without a command line: a task, a debug session. */
export function runStep(
  kind: 'run' | 'test',
  what: string,
  exitCode: number | null,
  at: Date,
): Omit<Step, 'id'> {
  return { ...EMPTY_STEP, timestamp: at.toISOString(), kind, command: what, exitCode };
}

export function gitStep(command: string, message: string, at: Date): Omit<Step, 'id'> {
  return { ...EMPTY_STEP, timestamp: at.toISOString(), kind: 'run', command, message, exitCode: 0 };
}

function verbOf(files: readonly FilePatch[], cause: EditCause): string {
  const [first] = files;
  const single =
    files.length === 1 && (cause === 'typed' || cause === 'saved' || cause === 'disk') ? first : undefined;
  const where = cause === 'disk' ? ' on disk' : '';
  switch (single?.status) {
    case 'added':
      return `Created${where}`;
    case 'deleted':
      return `Deleted${where}`;
    case 'renamed':
      return `Renamed${where}`;
    default:
      return VERBS[cause];
  }
}

function nameOf(file: FilePatch, cause: EditCause): string {
  if (file.status === 'renamed' && cause !== 'before')
    return `${file.oldPath ?? ''} to ${file.newPath ?? ''}`;
  return pathOf(file);
}
