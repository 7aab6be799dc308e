import type { StepKind } from './trajectory';

/** One simple command of a command line: its words without quotes, and the files it redirects output into. */
interface SimpleCommand {
  readonly words: readonly string[];
  readonly writesTo: readonly string[];
  /** The same for output that is added to a file. */
  readonly appendsTo: readonly string[];
  /** Text fed to it as a here-document, '' for none. */
  readonly hereDocument: string;
  /** Whether the shell replaces variables and commands inside it. */
  readonly expands: boolean;
}

/** Characters of a command line that are looked at. */
const MAX_SCANNED = 20_000;

/**
 * The simple commands of a command line, in order. This is a reading for classification, not a shell: expansions stay as
 * they are written, and what is unbalanced ends where the text ends.
 */
export function splitShell(commandLine: string, limit = MAX_SCANNED): readonly SimpleCommand[] {
  const text = commandLine.slice(0, limit);
  const commands: SimpleCommand[] = [];
  let words: string[] = [];
  let writesTo: string[] = [];
  let appendsTo: string[] = [];
  let word: string | null = null;
  let redirected: 'no' | 'write' | 'append' = 'no';
  /** Delimiter of a here-document whose body begins on the next line. */
  let pending: string | null = null;
  let hereDocument = '';
  let expands = false;

  const endWord = (): void => {
    if (word === null) return;
    if (redirected === 'no') words.push(word);
    else (redirected === 'write' ? writesTo : appendsTo).push(word);
    redirected = 'no';
    word = null;
  };
  const endCommand = (): void => {
    endWord();
    if (words.length + writesTo.length + appendsTo.length > 0)
      commands.push({ words, writesTo, appendsTo, hereDocument, expands });
    [words, writesTo, appendsTo, hereDocument, expands, redirected] = [[], [], [], '', false, 'no'];
  };

  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (char === "'" || char === '"') {
      const end = endOfQuote(text, i);
      word = (word ?? '') + text.slice(i + 1, end);
      i = end;
    } else if (char === '\\') {
      if (text[i + 1] !== '\n') word = (word ?? '') + (text[i + 1] ?? '');
      i++;
    } else if (char === '<' && text[i + 1] === '<' && text[i + 2] !== '<') {
      endWord();
      const opening = /^<<-?[ \t]*(['"]?)([\w.-]{1,100})\1/.exec(text.slice(i, i + 120));
      pending = opening?.[2] ?? null;
      expands = opening?.[1] === '';
      i += (opening?.[0].length ?? 2) - 1;
    } else if (char === '>') {
      // `2>&1` and `>/dev/null` write no file.
      if (word !== null && /^\d$/.test(word)) word = null;
      endWord();
      const appends = text[i + 1] === '>';
      if (appends) i++;
      if (text[i + 1] === '&') i += 2;
      else redirected = appends ? 'append' : 'write';
    } else if (char === '\n') {
      if (pending !== null) {
        const end = endOfHereDocument(text, i, pending);
        hereDocument = text.slice(i + 1, end.body);
        pending = null;
        i = end.next - 1;
      }
      endCommand();
    } else if (char === ';' || char === '|' || char === '&' || char === '(' || char === ')') {
      // The rest of a line that opens a here-document belongs to the next command; its body to this one.
      if (pending === null) endCommand();
      else endWord();
    } else if (char === ' ' || char === '\t' || char === '\r') {
      endWord();
    } else if (char === '#' && word === null) {
      const end = text.indexOf('\n', i);
      i = (end === -1 ? text.length : end) - 1;
    } else {
      word = (word ?? '') + char;
    }
  }
  endCommand();
  return commands.map(command => ({
    ...command,
    writesTo: command.writesTo.filter(path => !path.startsWith('/dev/')),
    appendsTo: command.appendsTo.filter(path => !path.startsWith('/dev/')),
  }));
}

function endOfQuote(text: string, start: number): number {
  const quote = text[start];
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\' && quote === '"') i++;
    else if (text[i] === quote) return i;
  }
  return text.length;
}

function endOfHereDocument(text: string, from: number, delimiter: string): { body: number; next: number } {
  for (let start = from + 1; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    if (text.slice(start, end).trim() === delimiter) return { body: start, next: end };
    start = end + 1;
  }
  return { body: text.length, next: text.length };
}

/**
 * What a command line does. A test anywhere in it makes it a test, else an edit makes it an edit, else its first part that
 * says something. A script that is written and run at once is an edit, whatever its name.
 */
export function shellKind(commandLine: string): StepKind {
  const commands = splitShell(innerCommandLine(commandLine));
  const kinds = commands.map(commandKind);
  if (kinds.includes('submit')) return 'submit';
  const wrote = commands.some(
    ({ hereDocument, writesTo, appendsTo }) => hereDocument !== '' && writesTo.length + appendsTo.length > 0,
  );
  if (kinds.includes('test') && !wrote) return 'test';
  if (kinds.includes('edit')) return 'edit';
  return kinds.find(kind => kind !== null) ?? 'run';
}

/** The command line inside `bash -lc "…"`. */
export function innerCommandLine(commandLine: string): string {
  const inner = /^\s*(?:ba|z|da)?sh\s+-\w*c\s+(["'])([^]*)\1\s*$/.exec(
    commandLine.slice(0, MAX_SCANNED),
  )?.[2];
  return inner ?? commandLine;
}

/** Programs whose redirected output is a text somebody wrote, not a report. */
const WRITERS = new Set(['cat', 'echo', 'printf', 'tee']);
/** Words before the program itself. */
const PREFIXES = new Set([
  'sudo', 'time', 'timeout', 'nice', 'env', 'exec', 'command', 'nohup', 'npx', 'pnpx', 'bunx', 'uvx', 'xvfb-run',
  'stdbuf', 'cross-env', 'then', 'do', 'else', 'if', '!', '{',
]); // prettier-ignore
const SILENT = new Set([
  'cd', 'echo', 'export', 'set', 'source', '.', 'true', 'pwd', 'pushd', 'popd', 'sleep', 'fi', 'done', 'printf', '}', 'for',
  'unset', 'activate',
]); // prettier-ignore
const VIEWS = new Set([
  'cat', 'head', 'tail', 'less', 'more', 'nl', 'bat', 'diff', 'stat', 'file', 'od', 'xxd', 'jq', 'open', 'goto',
  'scroll_down', 'scroll_up', 'Get-Content', 'type',
]); // prettier-ignore
const SEARCHES = new Set([
  'grep', 'egrep', 'fgrep', 'rg', 'ag', 'ack', 'find', 'fd', 'ls', 'tree', 'locate', 'which', 'whereis', 'wc', 'du',
  'search_dir', 'search_file', 'find_file', 'Get-ChildItem', 'Select-String', 'dir',
]); // prettier-ignore
const EDITS = new Set([
  'patch', 'tee', 'ed', 'apply_patch', 'applypatch', 'create', 'edit', 'insert', 'Set-Content', 'Add-Content',
]); // prettier-ignore
const TESTS = new Set([
  'pytest', 'py.test', 'tox', 'nox', 'nosetests', 'jest', 'vitest', 'mocha', '_mocha', 'karma', 'ava', 'jasmine', 'cypress', 'rspec',
  'phpunit', 'pest', 'ctest', 'gotestsum', 'runtests.py', 'runtests', 'trial', 'busted', 'bats',
]); // prettier-ignore
const INTERPRETERS = /^(?:python[\d.]*|node|ruby|perl|php|deno|bun|bash|sh|zsh|tsx|ts-node|java)$/;
/** A script whose name says that it tests. */
const TEST_FILE = /(?:^|[/_.-])tests?(?:[/_.-]|$)|[a-z0-9]Tests?(?:\.\w+)?$/;
/** A program given in place that writes files. */
const WRITES_FILES = /\bopen\s*\([^\n]{0,300}['"][wax]\+?b?['"]|\.write_text\s*\(|\bwriteFile(?:Sync)?\s*\(/;

/** What one command does; null when it says nothing about the command line it stands in. */
export function commandKind(command: SimpleCommand): StepKind | null {
  const [program, ...rest] = significant(command.words);
  const writes = command.writesTo.length + command.appendsTo.length > 0;
  if (program === undefined) return writes ? 'edit' : null;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (rest.concat(program).some(word => word.includes('COMPLETE_TASK_AND_SUBMIT'))) return 'submit';
  if (name === 'submit') return 'submit';
  if (name === 'test' && program.includes('/')) return 'test';
  if (TESTS.has(name) || runsTests(name, rest)) return 'test';
  if (writes && WRITERS.has(name)) return 'edit';
  if (EDITS.has(name)) return 'edit';
  if (name === 'sed' || name === 'awk' || name === 'gawk')
    return rest.some(word => /^-[a-zA-Z]*i|^--in-place/.test(word)) ? 'edit' : 'view';
  if (name === 'git') return gitKind(rest);
  if (INTERPRETERS.test(name)) {
    const script = rest.find(word => !word.startsWith('-') && word !== '');
    const inPlace = command.hereDocument !== '' || rest.includes('-c') || rest.includes('-e');
    if (inPlace)
      return WRITES_FILES.test(command.hereDocument) || rest.some(word => WRITES_FILES.test(word))
        ? 'edit'
        : 'run';
    return script !== undefined && TEST_FILE.test(script) ? 'test' : 'run';
  }
  if (VIEWS.has(name)) return 'view';
  if (SEARCHES.has(name)) return 'search';
  return SILENT.has(name) ? null : 'run';
}

/** Without assignments, prefixes and their options. */
function significant(words: readonly string[]): readonly string[] {
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? '';
    const prefixed = at > 0 && (/^-/.test(word) || /^\d+[smh]?$/.test(word));
    if (PREFIXES.has(word) || /^[A-Za-z_]\w*=/.test(word) || prefixed) at++;
    else break;
  }
  return words.slice(at);
}

function runsTests(name: string, rest: readonly string[]): boolean {
  const verbs = rest.filter(word => !word.startsWith('-'));
  const [first, second] = verbs;
  if (/^(?:npm|yarn|pnpm|bun)$/.test(name)) {
    const script = first === 'run' || first === 'workspace' ? (second ?? '') : (first ?? '');
    return script === 't' || /^test|:test|^check$/.test(script) || TESTS.has(script);
  }
  if (
    /^(?:go|cargo|dotnet|swift|mix|bazel|rake|zig|deno|flutter|sbt|lein|make|just|rails|playwright|stack|cabal)$/.test(
      name,
    )
  )
    return verbs.some(
      verb => /^(?:test|tests|check|nextest)$|^test[:_-]/.test(verb) && (verb !== 'check' || name === 'make'),
    );
  if (/^(?:mvnw?|gradlew?)(?:\.cmd|\.bat)?$/.test(name))
    return verbs.some(verb => /^(?:test|verify|check|integration-test)$|:(?:\w*[tT]est|check)$/.test(verb));
  if (/^python[\d.]*$/.test(name)) {
    const module = rest[rest.indexOf('-m') + 1];
    if (rest.includes('-m') && module !== undefined)
      return (
        TESTS.has(module) ||
        /^(?:unittest|nose|nose2|twisted\.trial)$/.test(module) ||
        (module === 'django' && rest.includes('test'))
      );
    return (
      first !== undefined &&
      (/(?:^|\/)(?:runtests|setup)\.py$/.test(first)
        ? first.endsWith('runtests.py') || second === 'test'
        : /(?:^|\/)manage\.py$/.test(first) && second === 'test')
    );
  }
  if (name === 'manage.py' || name === 'django-admin') return first === 'test';
  return (
    /^(?:conda|poetry|pipenv|uv|hatch|rye|bundle|docker|docker-compose|coverage|php)$/.test(name) &&
    (verbs.some(verb => TESTS.has(verb.slice(verb.lastIndexOf('/') + 1))) ||
      verbs.join(' ').startsWith('run test'))
  );
}

function gitKind(rest: readonly string[]): StepKind {
  const verb = rest.find(word => !word.startsWith('-') && !word.includes('/')) ?? '';
  if (/^(?:diff|show|status|blame)$/.test(verb)) return 'view';
  if (/^(?:grep|log|ls-files|ls-tree|branch|rev-parse|describe|reflog|shortlog)$/.test(verb)) return 'search';
  if (/^(?:apply|am|mv|rm)$/.test(verb)) return 'edit';
  return 'run';
}
