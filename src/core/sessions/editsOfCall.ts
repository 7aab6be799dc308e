import { commandKind, innerCommandLine, splitShell } from '../trajectory/shellCommand';
import { joined, readEditEnvelope } from './editEnvelope';
import type { FileEdit } from './fileEdit';
import { listIn, numberIn, objectIn, textField } from './looseJson';
import type { LooseObject } from './looseJson';
import { isAbsolute } from './workspacePath';

const PATHS = ['file_path', 'filePath', 'filepath', 'path', 'target_file', 'targetFile', 'relative_path', 'relPath', 'file', 'filename', 'notebook_path', 'AbsolutePath', 'TargetFile', 'uri']; // prettier-ignore
const OLD = ['old_string', 'oldString', 'old_str', 'oldStr', 'old_text', 'oldText', 'search', 'find', 'old_content', 'TargetContent']; // prettier-ignore
const NEW = ['new_string', 'newString', 'new_str', 'newStr', 'new_text', 'newText', 'replace', 'replacement', 'new_content', 'ReplacementContent']; // prettier-ignore
const WHOLE = [
  'content',
  'contents',
  'file_text',
  'fileText',
  'text',
  'code',
  'CodeContent',
  'new_file_content',
];

/**
 * The edits a tool call asks for, told by the names of its arguments: agents agree on those far more than on the names of
 * their tools.
 *
 * @param shellLine the command line, for a shell tool
 * @returns one `untold` for a call of an edit tool whose arguments do not tell what it changes
 */
export function editsOfCall(args: LooseObject, shellLine: string | null): readonly FileEdit[] {
  if (shellLine !== null) return editsOfShell(shellLine);
  for (const name of ['patch', 'input', 'diff', 'patchText', 'explanation', 'content']) {
    const text = textField(args, name);
    if (text?.includes('*** Begin Patch')) return readEditEnvelope(text) ?? [{ kind: 'untold' }];
  }
  const path = textField(args, ...PATHS);
  const diff = textField(args, 'diff', 'patch');
  if (diff !== undefined) return editsOfDiff(diff, path);
  if (path === undefined)
    return editsOfList(args.replacements ?? args.edits, undefined) ?? [{ kind: 'untold' }];

  const verb = textField(args, 'command');
  if (verb === 'undo_edit' || verb === 'rename') return [{ kind: 'untold' }];
  const list = editsOfList(args.edits ?? args.replacements ?? args.ReplacementChunks, path);
  if (list) return list;
  const line = numberIn(args.insert_line) ?? numberIn(args.insertLine);
  const newText = textField(args, ...NEW);
  if (line !== undefined && newText !== undefined)
    return [{ kind: 'insert', path, after: line, text: newText }];
  const replace = editOfReplacement(args, path);
  if (replace) return [replace];
  const text = textField(args, ...WHOLE);
  const [from, to] = [
    numberIn(args.from_line) ?? numberIn(args.start_line),
    numberIn(args.to_line) ?? numberIn(args.end_line),
  ];
  if (text !== undefined && from !== undefined && to !== undefined)
    return [{ kind: 'lines', path, from, to, text }];
  return text === undefined ? [{ kind: 'untold' }] : [{ kind: 'write', path, text }];
}

function editOfReplacement(args: LooseObject, path: string): FileEdit | null {
  const [oldText, newText] = [textField(args, ...OLD), textField(args, ...NEW)];
  if (oldText === undefined || newText === undefined) return null;
  const count = numberIn(args.expected_replacements);
  const all =
    args.replace_all === true || args.replaceAll === true || args.allow_multiple === true || (count ?? 1) > 1;
  return { kind: 'replace', path, oldText, newText, all };
}

function editsOfList(value: unknown, owner: string | undefined): readonly FileEdit[] | null {
  const list = listIn(value);
  if (list === undefined || list.length === 0) return null;
  return list.map(entry => {
    const edit = objectIn(entry) ?? {};
    const path = textField(edit, ...PATHS) ?? owner;
    return (path === undefined ? null : editOfReplacement(edit, path)) ?? { kind: 'untold' };
  });
}

/** A unified diff, or the search-and-replace blocks of Cline, Roo and aider. */
function editsOfDiff(diff: string, path: string | undefined): readonly FileEdit[] {
  if (path !== undefined) {
    const blocks = readSearchReplace(diff);
    if (blocks.length > 0) return blocks.map(block => ({ kind: 'replace', path, ...block, all: false }));
  }
  return [path === undefined ? { kind: 'diff', text: diff } : { kind: 'diff', text: diff, path }];
}

/** Blocks between lines of `<<<<<<< SEARCH` (or `------- SEARCH`), `=======` and `>>>>>>> REPLACE` (or `+++++++ REPLACE`). */
export function readSearchReplace(
  text: string,
): readonly { readonly oldText: string; readonly newText: string }[] {
  const blocks: { oldText: string; newText: string }[] = [];
  let state: 'out' | 'old' | 'new' = 'out';
  let [oldLines, newLines]: [string[], string[]] = [[], []];
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    if (state === 'out' && /^(?:<{5,9}|-{5,9}) ?SEARCH>?\s*$/.test(line)) {
      state = 'old';
      [oldLines, newLines] = [[], []];
    } else if (state === 'old' && /^={5,9}\s*$/.test(line)) state = 'new';
    else if (state === 'new' && /^(?:>{5,9}|\+{5,9}) ?REPLACE\s*$/.test(line)) {
      state = 'out';
      blocks.push({ oldText: joined(oldLines), newText: joined(newLines) });
    }
    // Roo's blocks begin with the line they start at and a rule.
    else if (state === 'old' && oldLines.length === 0 && /^:start_line:|^:end_line:|^-{7}\s*$/.test(line))
      continue;
    else if (state === 'old') oldLines.push(line);
    else if (state === 'new') newLines.push(line);
  }
  return blocks;
}

/**
 * What a command line writes: here-documents into files, and patches fed to `apply_patch`, `git apply` or `patch`. Whatever
 * else in it edits is `untold`.
 */
function editsOfShell(commandLine: string): readonly FileEdit[] {
  const envelope = commandLine.includes('*** Begin Patch') ? readEditEnvelope(commandLine) : null;
  if (envelope !== null && envelope.length > 0) return envelope;
  const edits: FileEdit[] = [];
  let folder = '';
  for (const command of splitShell(innerCommandLine(commandLine), Infinity)) {
    const { words, writesTo, hereDocument, expands } = command;
    const [program, first] = words;
    if (program === 'cd' && first !== undefined)
      folder = isAbsolute(first) ? first : `${folder}${folder && '/'}${first}`;
    const [target] = writesTo;
    const verbatim = hereDocument !== '' && !(expands && /[$`\\]/.test(hereDocument));
    if (program === 'cat' && target !== undefined && verbatim) {
      const path = isAbsolute(target) || folder === '' ? target : `${folder}/${target}`;
      edits.push({ kind: 'write', path, text: hereDocument });
    } else if (verbatim && (program === 'patch' || (program === 'git' && first === 'apply')))
      edits.push({ kind: 'diff', text: hereDocument });
    else if (commandKind(command) === 'edit') edits.push({ kind: 'untold' });
  }
  return edits.length > 0 ? edits : [{ kind: 'untold' }];
}
