import { Argument, Command, CommanderError, Help, InvalidArgumentError, Option } from 'commander';
import { evalCommand } from './evalCommand';
import { CommandProblem, ExitCode } from './exitCode';
import { importCommand } from './importCommand';
import { inspectModelCommand, verifyModelCommand } from './modelCommand';
import type { RepositorySource } from './alternatives';
import { rankCommand } from './rankCommand';
import { renderCommand } from './renderCommand';
import { reviewCommand } from './reviewCommand';
import { robustnessCommand } from './robustnessCommand';
import { scoreCommand } from './scoreCommand';
import { sessionsCommand } from './sessionsCommand';
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
  .version('0.1.0')
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
the score is · 1 internal failure · 2 usage, or no task · 3 what was given could
not be read or scored, or the result not be written · 4 model or engine not
usable · 130 interrupted`,
  );

interface SharedOptions {
  readonly task?: string;
  readonly taskFile?: string;
  readonly base?: string;
  readonly repo: string;
  readonly json: boolean;
  readonly model: string;
  readonly threads: number;
}

interface ScoreFlags {
  readonly influence: boolean;
  readonly trajectory?: string;
  readonly steps: boolean;
}

/** How a default that is a folder of this machine is shown. */
const SHIPPED_MODEL = 'the one that ships with SWE-RM';

function modelOption(): Option {
  return new Option('--model <folder>', 'model folder').default(defaultModelFolder, SHIPPED_MODEL);
}

function modelArgument(): Argument {
  return new Argument('[folder]', 'model folder').default(defaultModelFolder, SHIPPED_MODEL);
}

/** The options of the commands that judge patches by a task. */
function judging(command: Command): Command {
  return command
    .option('--task <text>', 'what the change should achieve (default: TASK.md of the repository)')
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

function shared({ task, taskFile, base, repo, json, model, threads }: SharedOptions) {
  return { task: task ?? null, taskFile: taskFile ?? null, base: base ?? null, repo, json, model, threads };
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
    .option('--influence', 'also say what each hunk adds to the score', false)
    .option(
      '--trajectory <file>',
      'the session that made the change; its task, patch and base serve where none is given',
    )
    .option('--steps', 'also give the score after each step of the trajectory', false)
    .addHelpText(
      'after',
      `
Examples:
  swe-rm score                          the uncommitted change, by TASK.md
  swe-rm score fix.patch --task "Totals are rounded"
  git diff A B -- ':!package-lock.json' | swe-rm score - --base A`,
    ),
).action(async (patch: string | undefined, o: SharedOptions & ScoreFlags) => {
  process.exitCode = await scoreCommand(
    patch ?? null,
    { ...shared(o), influence: o.influence, trajectory: o.trajectory ?? null, steps: o.steps },
    interruption.signal,
  );
});

judging(
  program
    .command('rank')
    .description('rank alternatives for one task: patch files, a task folder, branches, worktrees, stashes …')
    .argument('[patches...]', 'patch files, or one folder with TASK.md, patches/ and base/')
    .option('--branches <base>', 'rank the local branches by their change since this revision', revision)
    .option('--worktrees <base>', 'rank the other worktrees, uncommitted changes included', revision)
    .option('--stashes', 'rank the stashes')
    .option('--range <A..B>', 'rank the commits that B has and A has not, each against its parent', revision)
    .option('--predictions <file>', 'rank the predictions of a benchmark run (preds.json, *.jsonl)')
    .option('--instance <id>', 'of the predictions, those for this instance')
    .option('--base <revision>', 'revision that the patches change (default: HEAD)')
    .addHelpText(
      'after',
      `
Examples:
  swe-rm rank a.patch b.patch --task-file issue.md
  swe-rm rank --branches main --task "Totals are rounded"
  swe-rm rank --range main..attempts`,
    ),
).action(async (patches: string[], o: SharedOptions & RepositoryOptions) => {
  process.exitCode = await rankCommand(
    patches,
    { ...shared(o), source: repositorySource(o) },
    interruption.signal,
  );
});

interface RepositoryOptions {
  readonly branches?: string;
  readonly worktrees?: string;
  readonly stashes?: boolean;
  readonly range?: string;
  readonly predictions?: string;
  readonly instance?: string;
}

/** What of a repository is ranked; null when nothing of it was asked for. */
function repositorySource(o: SharedOptions & RepositoryOptions): RepositorySource | null {
  const sources: RepositorySource[] = [];
  if (o.branches !== undefined) sources.push({ kind: 'branches', base: o.branches });
  if (o.worktrees !== undefined) sources.push({ kind: 'worktrees', base: o.worktrees });
  if (o.stashes === true) sources.push({ kind: 'stashes' });
  if (o.range !== undefined) sources.push({ kind: 'range', range: o.range });
  if (o.predictions !== undefined)
    sources.push({
      kind: 'predictions',
      file: o.predictions,
      instance: o.instance ?? null,
      base: o.base ?? 'HEAD',
    });
  const [first, second] = sources;
  if (second !== undefined)
    throw new CommandProblem(ExitCode.usage, `Give --${first?.kind ?? ''} or --${second.kind}, not both.`);
  if (o.instance !== undefined && first?.kind !== 'predictions')
    throw new CommandProblem(
      ExitCode.usage,
      '--instance names predictions: give their file with --predictions.',
    );
  if (o.base !== undefined && first !== undefined && first.kind !== 'predictions')
    throw new CommandProblem(
      ExitCode.usage,
      `--base is for patches and --predictions, not for --${first.kind}.`,
    );
  return first ?? null;
}

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
).action(async (range: string, o: SharedOptions & { since?: string; markdown: boolean }) => {
  process.exitCode = await reviewCommand(
    range,
    { ...shared(o), since: o.since ?? null, markdown: o.markdown },
    interruption.signal,
  );
});

program
  .command('render')
  .description('write what the model would read for each candidate of a labelled set (for training)')
  .argument('<folder>', 'a labelled set')
  .requiredOption('--out <file>', 'gzip JSON lines to write')
  .option('--tokenizer <file>', 'tokenizer.json: write token ids instead of lines')
  .option('--max-tokens <n>', 'tokens of task and patch together', wholeNumber, 1792)
  .option('--max-task-tokens <n>', 'tokens of the task', wholeNumber, 512)
  .option('--split <name>', 'candidates of this split only')
  .option('--limit-tasks <n>', 'the first n tasks only', wholeNumber)
  .option('--limit-candidates <n>', 'n candidates of each task, drawn the same way each time', wholeNumber)
  .option('--titles-only', 'read of each task its title and nothing else', false)
  .action(
    (
      folder: string,
      o: {
        out: string;
        tokenizer?: string;
        maxTokens: number;
        maxTaskTokens: number;
        split?: string;
        limitTasks?: number;
        limitCandidates?: number;
        titlesOnly: boolean;
      },
    ) =>
      renderCommand(
        folder,
        {
          ...o,
          tokenizer: o.tokenizer ?? null,
          split: o.split ?? null,
          limitTasks: o.limitTasks ?? null,
          limitCandidates: o.limitCandidates ?? null,
        },
        interruption.signal,
      ),
  );

program
  .command('eval')
  .description('measure the model on a labelled set, beside baselines that need no model')
  .argument('<folder>', 'a labelled set')
  .option('--split <name>', 'candidates of this split only')
  .option('--limit-tasks <n>', 'the first n tasks only', wholeNumber)
  .option('--limit-candidates <n>', 'n candidates of each task, drawn the same way each time', wholeNumber)
  .option('--titles-only', 'read of each task its title and nothing else', false)
  .option('--scores <file>', 'write the scores, one JSON line for each candidate')
  .option('--html <file>', 'write a report with reliability diagrams and best-of-k curves')
  .option('--baseline-scores <file>', 'also compare with the scores of this file, written by --scores')
  .option('--scores-in <file>', 'measure the scores of this file in place of the model')
  .option('--folds <n>', 'also measure n groups of repositories one by one', wholeNumber)
  .option('--json', 'print JSON for programs', false)
  .addOption(modelOption())
  .action(
    (
      folder: string,
      o: {
        split?: string;
        limitTasks?: number;
        limitCandidates?: number;
        titlesOnly: boolean;
        scores?: string;
        html?: string;
        baselineScores?: string;
        scoresIn?: string;
        folds?: number;
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
          limitCandidates: o.limitCandidates ?? null,
          titlesOnly: o.titlesOnly,
          scores: o.scores ?? null,
          html: o.html ?? null,
          baselineScores: o.baselineScores ?? null,
          scoresIn: o.scoresIn ?? null,
          folds: o.folds ?? null,
        },
        interruption.signal,
      ),
  );

program
  .command('import')
  .description('turn a session of a coding agent into an ATIF trajectory')
  .argument('<session>', 'a session of any supported agent, recognised by its content; - for standard input')
  .option('--workspace <folder>', 'folder the session worked in, for agents that do not say')
  .option('--raw', 'leave secrets as they are', false)
  .action(async (session: string, { workspace, raw }: { workspace?: string; raw: boolean }) => {
    process.exitCode = await importCommand(
      session,
      { workspace: workspace ?? null, raw },
      interruption.signal,
    );
  });

program
  .command('sessions')
  .description('list the sessions that coding agents have left on this machine, newest first')
  .option('--workspace <folder>', 'only those that worked in this folder')
  .option('--limit <n>', 'at most this many', wholeNumber, 50)
  .option('--json', 'print JSON for programs', false)
  .action(async (o: { workspace?: string; limit: number; json: boolean }) => {
    process.exitCode = await sessionsCommand({ ...o, workspace: o.workspace ?? null }, interruption.signal);
  });

program
  .command('robustness')
  .description('measure whether scores stay where the code does the same, and fall where the change is gone')
  .argument('<folder>', 'a labelled set')
  .option('--split <name>', 'candidates of this split only')
  .option('--sample <n>', 'patches to try', wholeNumber, 200)
  .option('--json', 'print JSON for programs', false)
  .addOption(modelOption())
  .action((folder: string, o: { split?: string; sample: number; json: boolean; model: string }) =>
    robustnessCommand(folder, { ...o, split: o.split ?? null }, interruption.signal),
  );

const model = program.command('model').description('look at a model folder');
model
  .command('inspect')
  .description('say what a model is and what its numbers were calibrated on')
  .addArgument(modelArgument())
  .option('--json', 'print its manifest', false)
  .action(async (folder: string, { json }: { json: boolean }) => {
    process.exitCode = await inspectModelCommand(folder, json);
  });
model
  .command('verify')
  .description('check that every file of a model is what its manifest states')
  .addArgument(modelArgument())
  .option('--json', 'print JSON for programs', false)
  .action(async (folder: string, { json }: { json: boolean }) => {
    process.exitCode = await verifyModelCommand(folder, json);
  });

for (const command of program.commands)
  command.showHelpAfterError(`(swe-rm ${command.name()} --help lists its options)`);

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
