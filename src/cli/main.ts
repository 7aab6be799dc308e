import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { evalCommand } from './evalCommand';
import { CommandProblem, ExitCode } from './exitCode';
import { renderCommand } from './renderCommand';
import { defaultModelFolder } from './scorers';
import { note } from './terminal';

const interruption = new AbortController();
process.once('SIGINT', () => {
  interruption.abort();
  // A second Ctrl-C ends at once what does not end by itself.
  process.once('SIGINT', () => process.exit(ExitCode.interrupted));
});
// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', () => process.exit(ExitCode.ok));

const program = new Command('swe-rm')
  .description(
    'How likely a code change resolves its task, before any test runs. Nothing leaves this machine.',
  )
  .version('0.1.0')
  .showHelpAfterError('(swe-rm --help lists the commands)')
  .exitOverride();

program
  .command('render')
  .description('write what the model would read for each candidate of a labelled set (for training)')
  .argument('<folder>', 'a labelled set')
  .requiredOption('--out <file>', 'gzip JSON lines to write')
  .option('--tokenizer <file>', 'tokenizer.json: write token ids instead of lines')
  .option('--max-tokens <n>', 'tokens of task and patch together', wholeNumber, 1536)
  .option('--max-task-tokens <n>', 'tokens of the task', wholeNumber, 256)
  .option('--split <name>', 'candidates of this split only')
  .option('--limit <n>', 'the first n tasks only', wholeNumber)
  .action(
    (
      folder: string,
      o: {
        out: string;
        tokenizer?: string;
        maxTokens: number;
        maxTaskTokens: number;
        split?: string;
        limit?: number;
      },
    ) =>
      renderCommand(
        folder,
        { ...o, tokenizer: o.tokenizer ?? null, split: o.split ?? null, limit: o.limit ?? null },
        interruption.signal,
      ),
  );

program
  .command('eval')
  .description('measure the model on a labelled set, beside picks without a model')
  .argument('<folder>', 'a labelled set')
  .option('--split <name>', 'candidates of this split only')
  .option('--limit-tasks <n>', 'the first n tasks only', wholeNumber)
  .option('--scores <file>', 'write one JSON line a candidate with both scores')
  .option('--html <file>', 'write a report with reliability diagrams and best-of-k curves')
  .option('--json', 'print JSON for programs', false)
  .option('--model <folder>', 'model folder', defaultModelFolder)
  .action(
    (
      folder: string,
      o: {
        split?: string;
        limitTasks?: number;
        scores?: string;
        html?: string;
        json: boolean;
        model: string;
      },
    ) =>
      evalCommand(
        folder,
        {
          model: o.model,
          json: o.json,
          split: o.split ?? null,
          limitTasks: o.limitTasks ?? null,
          scores: o.scores ?? null,
          html: o.html ?? null,
        },
        interruption.signal,
      ),
  );

void program.parseAsync().then(
  () => undefined,
  (error: unknown) => {
    process.exitCode = report(error);
  },
);

function report(error: unknown): ExitCode {
  if (interruption.signal.aborted) {
    note('Interrupted.');
    return ExitCode.interrupted;
  }
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  if (CommandProblem.is(error)) {
    note(error.message);
    return error.exitCode;
  }
  note(`swe-rm failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return ExitCode.internal;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value === 0)
    throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}
