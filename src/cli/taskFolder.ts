import { lstat, readdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as z from 'zod';
import { parsePatch } from '../core/patch/parsePatch';
import { pathRefusal } from '../core/patch/pathRules';
import { taskIn } from '../core/task/taskReading';
import { DEFAULT_TASK_FILE, type Task } from '../core/task/task';
import { basePaths } from '../platform/change/baseFiles';
import { lstatBelow } from '../platform/files/lstatBelow';
import { refused } from './exitCode';
import { readPatches, type LabelledPatch } from './readPatches';
import { readText } from './readText';
import { warn } from './terminal';
import { MAX_REQUEST_CANDIDATES } from '../core/protocol/scorer';

const MAX_BASE_FILE_BYTES = 2_000_000;

const outcomesSchema = z.record(z.string(), z.boolean());

/**
 * A folder of candidates:
 *
 *     TASK.md        what the change should achieve (optional)
 *     patches/       *.patch and *.diff, one a candidate; without this folder they lie beside TASK.md
 *     base/          the files before the change (optional)
 *     outcomes.json  {"<patch name>": true when it resolved the task} (optional; shown, never read by the model)
 */
interface TaskFolder {
  readonly task: Task | null;
  /** In order of their names. */
  readonly patches: readonly LabelledPatch[];
  readonly baseFiles: Readonly<Record<string, string>>;
  readonly outcomes: Readonly<Record<string, boolean>>;
}

/** @throws CommandProblem when it holds no patch that can be read, or the task is too long */
export async function readTaskFolder(folder: string, signal: AbortSignal): Promise<TaskFolder> {
  const inside = path.join(folder, 'patches');
  const patchFolder = (await isFolder(inside)) ? inside : folder;
  const names = (await readdir(patchFolder)).filter(name => /\.(patch|diff)$/.test(name)).sort();
  if (names.length === 0) throw refused(`${patchFolder} holds no *.patch and no *.diff file.`);
  if (names.length > MAX_REQUEST_CANDIDATES)
    throw refused(
      `${patchFolder} holds ${names.length} patches; at most ${MAX_REQUEST_CANDIDATES} are ranked together.`,
    );
  const files = names.map(name => ({
    label: name.replace(/\.(patch|diff)$/, ''),
    path: path.join(patchFolder, name),
  }));
  const patches = await readPatches(files, signal);
  return {
    task: await taskOf(path.join(folder, DEFAULT_TASK_FILE), signal),
    patches,
    baseFiles: await readBase(path.join(folder, 'base'), patches),
    outcomes: await readOutcomes(path.join(folder, 'outcomes.json')),
  };
}

async function taskOf(file: string, signal: AbortSignal): Promise<Task | null> {
  if ((await lstat(file).catch(() => null)) === null) return null;
  const { task, problem } = taskIn(await readText(file, signal), file);
  if (problem !== null)
    throw refused(`${problem}; give a short plain text that says what the change should achieve.`);
  return task;
}

/** The base files that the patches change. A patch chooses these paths, so none may lead out of the folder. */
async function readBase(
  folder: string,
  patches: readonly LabelledPatch[],
): Promise<Readonly<Record<string, string>>> {
  if (!(await isFolder(folder))) return {};
  const files: [string, string][] = [];
  for (const file of new Set(patches.flatMap(({ patch }) => basePaths(parsePatch(patch).files)))) {
    const status = pathRefusal(file) === null ? await lstatBelow(folder, file) : null;
    if (status?.isFile() !== true || status.size > MAX_BASE_FILE_BYTES) continue;
    files.push([file, await readFile(path.join(folder, file), 'utf8')]);
  }
  return Object.fromEntries(files);
}

async function readOutcomes(file: string): Promise<Readonly<Record<string, boolean>>> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return {};
  try {
    return outcomesSchema.parse(JSON.parse(text));
  } catch {
    warn(`${file} is not a table of names and outcomes and is left out.`);
    return {};
  }
}

/** Whether a path is a folder; a link to one is none. */
async function isFolder(place: string): Promise<boolean> {
  return (await lstat(place).catch(() => null))?.isDirectory() ?? false;
}
