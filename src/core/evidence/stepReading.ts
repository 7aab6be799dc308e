import { fileRole } from '../patch/fileRole';
import { splitShell } from '../trajectory/shellCommand';
import type { ProcessStep } from './processStep';
import { readTestOutcome, type TestOutcome } from './testOutcome';

/** What one step of a trajectory was, read from what was asked for and what came back. */
export interface StepReading {
  /** Looked at code: opened a file or searched. */
  readonly look: 'view' | 'search' | null;
  /** The search found nothing. */
  readonly empty: boolean;
  readonly edit: EditReading | null;
  readonly check: CheckReading | null;
  /** Put files back to an earlier state. */
  readonly restores: boolean;
}

export interface EditReading {
  /** The last two parts of the edited path, `query/sql.py`; null when the step does not name it. */
  readonly file: string | null;
  /** The tool refused it. */
  readonly failed: boolean;
  /** `scratch`: by its name a script made to look into the problem, not meant to stay. */
  readonly of: 'source' | 'test' | 'scratch';
}

/** Something was executed that can tell whether the code works: tests or a program, not the preparation for it. */
export interface CheckReading {
  readonly isTest: boolean;
  /** Null when nothing told. */
  readonly failed: boolean | null;
  readonly outcome: TestOutcome | null;
  /** It ran with the change put aside (`git stash && … && git stash pop`). */
  readonly withoutChange: boolean;
}

const runner =
  /\b(pytest|py\.test|unittest|nosetests|tox|runtests\.py|manage\.py test|bin\/test|setup\.py test|jest|mocha|vitest|karma|go test|cargo (?:test|nextest)|ctest|rspec|phpunit|dotnet test|make (?:test|check)|(?:npm|yarn|pnpm)(?: run)? test|run_?(?:\w{0,20}_)?tests?)\b|\b(?:mvnw?|gradlew?)\b[^\n]*\b(?:test|verify|check)/i;

/** Programs that prepare, look around or move files: they say nothing of whether the code works. */
const preparation = new Set(
  (
    'apt apt-get awk brew cat cd chmod chown conda cp curl date df diff du echo env exit export false find git grep head ' +
    'kill ln ls mkdir mv nvm pip pip3 ps pwd rg rm sed set sleep sort source sudo tail test touch tree true uname unset wc ' +
    'wget which'
  ).split(' '),
);
const installation =
  /^(?:\S*python[\d.]*\s+-m\s+(?:pip|venv)|(?:npm|yarn|pnpm)\s+(?:i|install|ci|add)\b|\S+\s+(?:--version|-V|--help)\s*$)/;
const missingProgram =
  /No module named|ModuleNotFoundError|command not found|Cannot find module|JAVA_HOME is not|is not recognized as|pytest_unavailable/i;
const crash =
  /Traceback \(most recent call last\)|^\s*(?:\w+\.){0,8}\w*(?:Error|Exception)\b(?::|\s*$)|\bexit(?:ed with)? code:? [1-9]|Command failed|^error(?:\[\w+\])?:/m;
const refusal =
  /\b(?:error|failed|not found|no match|did not (?:match|apply|conform)|could not|cannot|unable|invalid|not been applied|no changes|mismatch|no such file)\b/i;
const acceptance = /^(?:\[File:|The file |Success|Applied|Edited|---)/;
const emptyResult =
  /\b(?:no matches|no results|no files? found|could not find|not found|found 0|0 (?:matches|results))\b/i;
const restoration =
  /\bgit (?:checkout (?:--|HEAD|\.|[\w./-]+\.\w)|restore|stash|reset|revert|clean)|\bundo_edit\b/;
/** Files made to look into a problem and not meant to stay. */
const scratch = /(?:^|\/)(?:repro|reproduce|debug|check|verify|demo|try)[\w.-]*\.\w+$|(?:^|\/)tmp\//i;

const namedPath = /\b(?:file_?path|relative_path|path|filename)["']?\s*[:=]\s*["']?([^\s"',]+)/i;
const markedPath = /<file>([^<\n]{1,300})<\/file>|^\+\+\+ b\/(\S+)/m;
const anyPath =
  /(?:[\w.@-]{1,80}\/){0,20}[\w@-][\w.@-]{0,80}\.(?:[jt]sx?|[cm][jt]s|pyi?|pyx|java|kt|go|rs|rb|php|cc?|cpp|h|hpp|cs|scala|swift|html|css|json|ya?ml|toml|cfg|ini|txt|rst|md|sh|xml|sql)\b/;
const answeredPath = /\[File: (\S+) \(|^\+\+\+ (?:b\/)?(\S+)|\b[Ee]dited (?:file:? )?(\S{1,300}?)(?::|\s|$)/m;

/** How much of a tool's answer says whether it accepted the edit; what follows may be the file. */
const ANSWER_CHARACTERS = 160;
const PATH_CHARACTERS = 600;

/** Whether a test or a program was run. Edits alone say no more than the change that they come to (ADR 20). */
export function holdsCheck(steps: readonly ProcessStep[]): boolean {
  return steps.some(step => readStep(step).check !== null);
}

export function readStep(step: ProcessStep): StepReading {
  const { kind, command, observation } = step;
  return {
    look: kind === 'view' || kind === 'search' ? kind : null,
    empty: kind === 'search' && emptyResult.test(observation.slice(0, 2 * ANSWER_CHARACTERS)),
    edit: kind === 'edit' ? readEdit(step) : null,
    check: kind === 'run' || kind === 'test' ? readCheck(step) : null,
    restores: restoration.test(command),
  };
}

function readEdit({ command, observation }: ProcessStep): EditReading {
  const path = editedPath(command, observation);
  return {
    file: path === null ? null : pathEnd(path),
    failed: !acceptance.test(observation) && refusal.test(observation.slice(0, ANSWER_CHARACTERS)),
    of:
      path === null
        ? 'source'
        : scratch.test(path)
          ? 'scratch'
          : fileRole(path) === 'test'
            ? 'test'
            : 'source',
  };
}

function readCheck({ command, observation, exitCode }: ProcessStep): CheckReading | null {
  const outcome = readTestOutcome(observation);
  const prepares = isPreparation(command);
  const isTest = outcome !== null || (!prepares && runner.test(command));
  if (!isTest && prepares) return null;
  const missing = outcome === null && missingProgram.test(observation);
  const told = outcome !== null || exitCode !== null || (!isTest && observation.trim() !== '');
  const failed = outcome ? outcome.failed > 0 : missing || (exitCode ?? 0) !== 0 || crash.test(observation);
  return {
    isTest,
    outcome,
    // A report of tests counts more than an exit code, which a pipe replaces by that of its last program.
    failed: failed || told ? failed : null,
    withoutChange: /\bgit stash\b(?! (?:pop|apply|drop|list))/.test(command),
  };
}

/** Whether no program of the command line executes the code; lines `name: value` are a tool's arguments. */
function isPreparation(command: string): boolean {
  return splitShell(command.replace(/^\w+: .*$/gm, '')).every(({ words }) => {
    const own = words.slice(words.findIndex(word => !/^\w+=/.test(word)));
    const program = own[0]?.split('/').at(-1) ?? '';
    return program === '' || preparation.has(program) || installation.test(own.join(' '));
  });
}

function editedPath(command: string, observation: string): string | null {
  const start = command.slice(0, PATH_CHARACTERS);
  const named = namedPath.exec(start)?.[1];
  if (named !== undefined) return named;
  const marked = markedPath.exec(command);
  if (marked) return marked[1] ?? marked[2] ?? null;
  // `edit 12:14` of one family of agents changes the file that is open, which only the answer names.
  const plain = /^\s*edit \d/.test(start) ? undefined : anyPath.exec(start)?.[0];
  if (plain !== undefined) return plain;
  const answer = observation.slice(0, PATH_CHARACTERS);
  const answered = answeredPath.exec(answer);
  return answered?.[1] ?? answered?.[2] ?? answered?.[3] ?? anyPath.exec(answer)?.[0] ?? null;
}

/** What names a file whatever folder the agent worked in: the last two parts of its path. */
export function pathEnd(path: string): string {
  return path
    .replaceAll('\\', '/')
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .slice(-2)
    .join('/');
}
