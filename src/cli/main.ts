import { Argument, Command, CommanderError, Help, InvalidArgumentError, Option } from 'commander';
import { version } from '../../package.json';
import { evalCommand, type EvalCommandOptions } from './evalCommand';
import { CommandProblem, ExitCode } from './exitCode';
import { importCommand, type ImportCommandOptions } from './importCommand';
import { inspectModelCommand, verifyModelCommand } from './modelCommand';
import { rankCommand, type RankCommandOptions } from './rankCommand';
import { renderCommand, type RenderCommandOptions } from './renderCommand';
import { repositorySource, type RepositoryOptions } from './repositorySource';
import { reviewCommand, type ReviewCommandOptions } from './reviewCommand';
import { robustnessCommand, type RobustnessCommandOptions } from './robustnessCommand';
import { scoreCommand, type ScoreCommandOptions } from './scoreCommand';
import { sessionsCommand, type SessionsCommandOptions } from './sessionsCommand';
import { defaultModelFolder } from './scorers';
import { note } from './terminal';
import { MAX_THREADS } from '../core/protocol/scorer';
import { GitFailure } from '../platform/git/gitFailure';

const interruption = new AbortController();
// Ctrl-C, and what a build machine sends a job that is cancelled. A second one ends at once what does not end by itself.
for (const sign of ['SIGINT', 'SIGTERM'] as const)
  process.once(sign, () => {
    interruption.abort();
    process.once(sign, () => process.exit(ExitCode.interrupted));
  });
// A reader that has seen enough (`| head`) is no failure; a full disk is one. Nobody misses what stderr says after that.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(ExitCode.ok);
  note(`Standard output cannot be written (${error.code ?? error.message}).`);
  process.exit(ExitCode.refused);
});
process.stderr.on('error', () => undefined);

const program = new Command('swe-rm')
  .description(
    'How likely a code change resolves its task, before any test runs. Nothing leaves this machine.',
  )
  .version(version)
  .showHelpAfterError('(swe-rm --help lists the commands)')
  .configureHelp({
    // That a flag is off by default goes without saying.
    optionDescription: option =>
      option.isBoolean() ? option.description : new Help().optionDescription(option),
  })
  .exitOverride()
  .addHelpText(
    'after',
    `
Results go to stdout, everything else to stderr. Exit status: 0 done, whatever
the score is · 1 internal failure · 2 usage, or no task · 3 the input could not
be read or scored, or the result could not be written · 4 model or engine not
usable · 130 interrupted`,
  );

/** How a default that is a folder of this machine is shown. */
const SHIPPED_MODEL = 'the one that ships with SWE-RM';

function modelOption(): Option {
  return new Option('--model <folder>', 'model folder').default(defaultModelFolder, SHIPPED_MODEL);
}

function modelArgument(): Argument {
  return new Argument('[folder]', 'model folder').default(defaultModelFolder, SHIPPED_MODEL);
}

/** The options of the commands that judge patches by a task. */
function judging(command: Command, defaultTask = 'TASK.md of the repository'): Command {
  return command
    .option('--task <text>', `what the change should achieve (default: ${defaultTask})`)
    .option('--task-file <file>', 'the same, from a file (- for standard input)')
    .option('--repo <folder>', 'repository with the files before the change', '.')
    .option('--json', 'print JSON for programs', false)
    .addOption(modelOption())
    .addOption(
      new Option('--threads <n>', 'threads of the engine')
        .argParser(threadCount)
        .default(0, 'chosen for this machine'),
    );
}

/** The options of the commands that read a labelled set: how much of it, and of its tasks. */
function ofLabelledSet(command: Command): Command {
  return command
    .option('--split <name>', 'candidates of this split only')
    .option('--limit-tasks <n>', 'the first n tasks only', wholeNumber)
    .option(
      '--limit-candidates <n>',
      'n random candidates of each task, the same ones each time',
      wholeNumber,
    )
    .option('--titles-only', 'give the model only the title of each task', false);
}

judging(
  program
    .command('score')
    .description('score one change: a patch, or the working tree')
    .argument(
      '[patch]',
      'unified diff, - for standard input; without it the working tree, untracked files included',
    )
    .option('--base <revision>', 'revision before the change (default: HEAD)')
    .option('--influence', 'with --json: also what each hunk adds to the score', false)
    .option(
      '--trajectory <file>',
      'the session that made the change; its task, patch and base are used where none is given',
    )
    .option('--steps', 'also give the score after each step of the trajectory', false)
    .addHelpText(
      'after',
      `
Examples:
  swe-rm score                          the uncommitted change, for TASK.md
  swe-rm score fix.patch --task "Totals are rounded"
  git diff A B -- ':!package-lock.json' | swe-rm score - --base A`,
    ),
).action((patch: string | undefined, options: ScoreCommandOptions) =>
  ending(scoreCommand(patch ?? null, options, interruption.signal)),
);

judging(
  program
    .command('rank')
    .description('rank alternatives for one task: patch files, a task folder, branches, worktrees, stashes …')
    .argument('[patches...]', 'patch files, or one folder with TASK.md, patches/ and base/')
    .option('--branches <base>', 'rank the local branches by their change since this revision', revision)
    .option('--worktrees <base>', 'rank the other worktrees, uncommitted changes included', revision)
    .option('--stashes', 'rank the stashes', false)
    .option('--range <A..B>', 'rank the commits that B has and A has not, each against its parent', revision)
    .option('--predictions <file>', 'rank the predictions of a benchmark run (preds.json, *.jsonl)')
    .option('--instance <id>', 'with --predictions: only those for this instance')
    .option('--base <revision>', 'revision that the patches apply to (default: HEAD)')
    .addHelpText(
      'after',
      `
Examples:
  swe-rm rank a.patch b.patch --task-file issue.md
  swe-rm rank --branches main --task "Totals are rounded"
  swe-rm rank --range main..attempts`,
    ),
).action((patches: string[], options: RankCommandOptions & RepositoryOptions) =>
  ending(rankCommand(patches, { ...options, source: repositorySource(options) }, interruption.signal)),
);

judging(
  program
    .command('review')
    .description('review one change: its score, and where to look first')
    .argument(
      '<range>',
      'a branch, a commit, A..B (what B changed since it left A), or the head of a pull request that was fetched (refs/pull/7/head)',
    )
    .option('--since <branch>', 'the branch that the change goes into (default: the default branch)')
    .option('--markdown', 'print a summary to paste into a pull request', false)
    .addHelpText(
      'after',
      `
Examples:
  swe-rm review feature --task-file issue.md
  swe-rm review HEAD --since origin/main --json
  swe-rm review main..feature --markdown > review.md`,
    ),
  'TASK.md of the repository, or else what the commits say',
).action((range: string, options: ReviewCommandOptions) =>
  ending(reviewCommand(range, options, interruption.signal)),
);

ofLabelledSet(
  program
    .command('render')
    .description('write what the model would read for each candidate of a labelled set (for training)')
    .argument('<folder>', 'a labelled set')
    .requiredOption('--out <file>', 'file to write, as gzipped JSON lines')
    .option('--tokenizer <file>', 'tokenizer.json: write token ids instead of lines')
    .option('--max-tokens <n>', 'tokens of task and patch together', wholeNumber, 1792)
    .option('--max-task-tokens <n>', 'tokens of the task', wholeNumber, 512),
)
  .option(
    '--other-tasks',
    'give it the text of another task of the repository, which no candidate resolves',
    false,
  )
  .option('--undone', 'give it of each patch the one that undoes it', false)
  .action((folder: string, options: RenderCommandOptions) =>
    renderCommand(folder, options, interruption.signal),
  );

ofLabelledSet(
  program
    .command('eval')
    .description('measure the model on a labelled set, beside baselines that need no model')
    .argument('<folder>', 'a labelled set'),
)
  .option('--scores <file>', 'write the scores, one JSON line for each candidate')
  .option('--html <file>', 'write a report with reliability diagrams and best-of-k curves')
  .option('--baseline-scores <file>', 'also compare with the scores of this file, written by --scores')
  .option('--scores-in <file>', 'measure the scores of this file in place of the model')
  .option('--folds <n>', 'also measure n groups of repositories one by one', wholeNumber)
  .option('--json', 'print JSON for programs', false)
  .addOption(modelOption())
  .action((folder: string, options: EvalCommandOptions) => evalCommand(folder, options, interruption.signal));

program
  .command('import')
  .description('turn a session of a coding agent into an ATIF trajectory')
  .argument('<session>', 'a session of any supported agent, recognised by its content; - for standard input')
  .option('--workspace <folder>', 'folder the session worked in, for agents that do not say')
  .option('--raw', 'leave secrets as they are', false)
  .action((session: string, options: ImportCommandOptions) =>
    ending(importCommand(session, options, interruption.signal)),
  );

program
  .command('sessions')
  .description('list the sessions that coding agents have left on this machine, newest first')
  .option('--workspace <folder>', 'only those that worked in this folder')
  .option('--limit <n>', 'at most this many', wholeNumber, 50)
  .option('--json', 'print JSON for programs', false)
  .action((options: SessionsCommandOptions) => ending(sessionsCommand(options, interruption.signal)));

program
  .command('robustness')
  .description('measure whether scores stay when the code does the same, and fall when the change is undone')
  .argument('<folder>', 'a labelled set')
  .option('--split <name>', 'candidates of this split only')
  .option('--sample <n>', 'patches to try', wholeNumber, 200)
  .option('--json', 'print JSON for programs', false)
  .addOption(modelOption())
  .action((folder: string, options: RobustnessCommandOptions) =>
    robustnessCommand(folder, options, interruption.signal),
  );

const model = program.command('model').description('inspect or verify a model folder');
model
  .command('inspect')
  .description('describe a model and what it was calibrated on')
  .addArgument(modelArgument())
  .option('--json', 'print its manifest', false)
  .action((folder: string, { json }: { json: boolean }) => ending(inspectModelCommand(folder, json)));
model
  .command('verify')
  .description('check every file of a model against its manifest')
  .addArgument(modelArgument())
  .option('--json', 'print JSON for programs', false)
  .action((folder: string, { json }: { json: boolean }) => ending(verifyModelCommand(folder, json)));

for (const command of program.commands) {
  command.showHelpAfterError(
    `(swe-rm ${command.name()} --help lists its ${command.commands.length > 0 ? 'commands' : 'options'})`,
  );
  for (const option of command.options)
    if (isOptional(option)) command.setOptionValue(option.attributeName(), null);
}

void program.parseAsync().then(
  () => undefined,
  (error: unknown) => {
    process.exitCode = report(error);
  },
);

/** Whether an option may be left out and says of itself nothing for that case: its value is null then. */
function isOptional(option: Option): boolean {
  return !option.mandatory && !option.isBoolean() && option.defaultValue === undefined;
}

/** The exit status is what a command answers with, once it has ended. */
async function ending(command: Promise<ExitCode>): Promise<void> {
  process.exitCode = await command;
}

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
  if (GitFailure.is(error)) {
    note(error.message);
    return ExitCode.refused;
  }
  note(`swe-rm failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return ExitCode.internal;
}

/** No revision begins like an option: such a value is the next option, and this one's was forgotten. */
function revision(text: string): string {
  if (text.startsWith('-')) throw new InvalidArgumentError('A revision is missing.');
  return text;
}

function threadCount(text: string): number {
  const count = wholeNumber(text);
  if (count > MAX_THREADS) throw new InvalidArgumentError(`It must be ${MAX_THREADS} at most.`);
  return count;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value === 0)
    throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}
