import type { Task } from '../task/task';
import { identifiersOf } from './identifiers';
import { taskWording, type TaskWording } from './taskWording';

/** What a task's text names, as far as a change can be held against it. */
export interface TaskMentions {
  /** All names in the text. */
  readonly names: ReadonlySet<string>;
  /** Names inside code blocks and inline code. */
  readonly codeNames: ReadonlySet<string>;
  /** Paths as written, `/`-separated: `django/db/models/query.py`. */
  readonly paths: ReadonlySet<string>;
  /** Files and functions of a traceback, Python's or a stack of `at f (file.js:1:2)`. */
  readonly tracebackFiles: ReadonlySet<string>;
  readonly tracebackFunctions: ReadonlySet<string>;
  readonly hasCode: boolean;
  readonly characters: number;
  readonly wording: TaskWording;
}

const fence = /```[^\n]*\n([\s\S]*?)(?:```|$)/my;
const codeBlock = /```[^\n]*\n([\s\S]*?)(?:```|$)|`([^`\n]+)`|^(?: {4}|\t)(.+)$/gm;
const codeOnOneLine = /`([^`\n]+)`|^(?: {4}|\t)(.+)$/gm;
const pathCharacters = /[\w./\\-]+/g;
/** A longer run of such characters is data. */
const MAX_PATH = 1_024;
const pathWord =
  /(?:[\w.-]+[/\\])+[\w-]+\.[A-Za-z]{1,5}\b|\b[\w-]+\.(?:py|js|ts|tsx|jsx|java|go|rs|rb|php|c|cc|cpp|h)\b/g;
const pythonFrame = /File "([^"\n]+)", line \d+, in ([\w<>]+)/g;
const scriptFrame = /\bat (?:async )?(?:new )?([\w.$<>]+) \(?([^()\s]+?):\d+(?::\d+)?\)?/g;
const javaFrame = /\bat [\w.$]+\.([\w$<>]+)\((\w+\.java):\d+\)/g;

/** Reads names, paths and stack frames out of a task's text. */
export function readTask(task: Task): TaskMentions {
  const text = `${task.title}\n${task.body}`;
  const code = [...codeIn(text)].join('\n');
  const files = new Set<string>();
  const functions = new Set<string>();
  for (const frame of text.matchAll(pythonFrame)) add(files, frame[1], functions, frame[2]);
  for (const frame of text.matchAll(scriptFrame))
    add(files, frame[2], functions, frame[1]?.split('.').at(-1));
  for (const frame of text.matchAll(javaFrame)) add(files, frame[2], functions, frame[1]);
  return {
    names: identifiersOf(text),
    codeNames: identifiersOf(code),
    paths: new Set(pathsIn(text)),
    tracebackFiles: files,
    tracebackFunctions: functions,
    hasCode: code.length > 0,
    characters: text.length,
    wording: taskWording(text),
  };
}

/**
 * The code blocks and the inline code of a text. A fence needs a line below it: on the last line, where there is none, each of
 * many marks would look for it to the end.
 */
function* codeIn(text: string): Generator<string> {
  const lastLine = text.lastIndexOf('\n') + 1;
  const above = text.slice(0, lastLine);
  let end = 0;
  for (const match of above.matchAll(codeBlock)) {
    end = match.index + match[0].length;
    let code = match[1] ?? match[2] ?? match[3] ?? '';
    if (match[1] !== undefined && end === lastLine) {
      // What it holds begins with the last line.
      fence.lastIndex = match.index;
      const whole = fence.exec(text);
      end = match.index + (whole?.[0].length ?? 0);
      code = whole?.[1] ?? '';
    }
    yield code;
  }
  codeOnOneLine.lastIndex = Math.max(end, lastLine);
  for (let match = codeOnOneLine.exec(text); match !== null; match = codeOnOneLine.exec(text))
    yield match[1] ?? match[2] ?? '';
}

function pathsIn(text: string): string[] {
  const runs = [...text.matchAll(pathCharacters)].filter(([run]) => run.length <= MAX_PATH);
  return runs.flatMap(([run]) => [...run.matchAll(pathWord)].map(([path]) => path.replaceAll('\\', '/')));
}

/** Whether a path of the patch is one of those written in a text, which may be absolute or cut short at the left. */
export function mentionedIn(written: ReadonlySet<string>): (path: string) => boolean {
  const paths = new Set([...written].map(path => path.replaceAll('\\', '/').replace(/^\/+/, '')));
  const ends = new Set([...paths].flatMap(endsOf));
  return path => ends.has(path) || endsOf(path).some(end => paths.has(end));
}

/** A path and what is left of it without its first folders. */
function endsOf(path: string): string[] {
  const ends = [path];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) ends.push(path.slice(at + 1));
  return ends;
}

function add(
  files: Set<string>,
  file: string | undefined,
  functions: Set<string>,
  name: string | undefined,
): void {
  if (file !== undefined) files.add(file);
  if (name !== undefined) functions.add(name);
}
