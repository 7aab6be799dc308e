/** What the command line's exit status means; part of its interface, documented in `swe-rm --help`. */
export const ExitCode = {
  ok: 0,
  /** A fault of this program. */
  internal: 1,
  /** The command line was not understood. */
  usage: 2,
  /** What was given could not be read or scored. */
  refused: 3,
  /** The model folder or the engine cannot be used. */
  engine: 4,
  /** Ctrl-C, as shells count it (128 + SIGINT). */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Ends a command with one sentence on stderr and an exit status. */
export class CommandProblem extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
  ) {
    super(message);
  }

  static is(error: unknown): error is CommandProblem {
    return error instanceof CommandProblem;
  }
}

/** The command line itself makes no sense. */
export function misused(message: string): CommandProblem {
  return new CommandProblem(ExitCode.usage, message);
}

/** What was given cannot be read or scored. */
export function refused(message: string): CommandProblem {
  return new CommandProblem(ExitCode.refused, message);
}
