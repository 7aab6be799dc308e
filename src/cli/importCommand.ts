import { formatTrajectory } from '../core/trajectory/formatTrajectory';
import { readSession, readSessionStream } from '../platform/agents/readSession';
import { Redactor } from '../platform/redaction/redactor';
import { ExitCode, refused } from './exitCode';
import { note, printJson, warn } from './terminal';
import { countText } from '../core/text/countText';
import { problemSentence } from '../core/trajectory/trajectoryProblems';

export interface ImportCommandOptions {
  /** Folder the session worked in, for formats that do not say. */
  readonly workspace: string | null;
  /** Leave secrets as they are. */
  readonly raw: boolean;
}

/**
 * Turns a session of any known agent into ATIF v1.7.
 *
 * @param session a file, a folder of events, or `-` for standard input
 */
export async function importCommand(
  session: string,
  { workspace, raw }: ImportCommandOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  // Standard input may never end by itself.
  signal.addEventListener('abort', () => process.stdin.destroy(), { once: true });
  const reading =
    session === '-'
      ? await readSessionStream(process.stdin as AsyncIterable<Buffer>, { workspace, signal })
      : await readSession(session, { workspace, signal });
  signal.throwIfAborted();
  if (reading.kind === 'unreadable')
    throw refused(`${session === '-' ? 'Standard input' : session}: ${reading.message}`);
  const { trajectory, problems } = reading.session;
  for (const problem of problems) warn(problemSentence(problem));
  const document = formatTrajectory(trajectory);
  const redacted = raw ? { value: document, hidden: 0 } : await new Redactor().redact(document);
  signal.throwIfAborted();
  const { steps, patch } = trajectory;
  const change =
    patch === null
      ? 'no patch'
      : patch.complete
        ? 'a patch'
        : 'a patch that lacks what could not be followed';
  note(`${reading.label}: ${countText(steps.length, 'step')}, ${change}.`);
  if (redacted.hidden > 0)
    note(`${countText(redacted.hidden, 'secret was', 'secrets were')} hidden; --raw leaves them.`);
  await printJson(redacted.value);
  return ExitCode.ok;
}
