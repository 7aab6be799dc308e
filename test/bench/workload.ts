import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { FILE_START } from '../../src/core/patch/above';
import { codeOnSide } from '../../src/core/patch/codeOnSide';
import { createFilePatch } from '../../src/core/patch/createFilePatch';
import { formatPatch } from '../../src/core/patch/formatPatch';
import type { CandidateInput, ScoreParams } from '../../src/core/protocol/scorer';
import { taskFromText, type Task } from '../../src/core/task/task';

/** Real text to measure on: the bundled example, whose task and candidates are as long as such things are. */

const example = path.resolve('examples/astropy-separability');
const file = 'astropy/modeling/separable.py';
const base = readFileSync(path.join(example, 'base', file), 'utf8');
const patchFolder = path.join(example, 'patches');

export const task: Task = readTask();

/** The example's candidates, and more of them until there are `count`, no two with the same change. */
export function candidatesOfOneTask(count: number): CandidateInput[] {
  const real = readdirSync(patchFolder)
    .sort()
    .map(name => readFileSync(path.join(patchFolder, name), 'utf8'));
  return Array.from({ length: count }, (_, i) => ({
    id: String(i),
    patch: (real[i % real.length] ?? '').replace(CODE_ADDED, line => renamed(line, `in_${i}`)),
  }));
}

/** The lines that a patch adds and that look like code. */
const CODE_ADDED = /^\+(?!\+\+).*(=|\(|return ).*$/gm;

/** The line with another name for the last in its code: a comment behind it would not be read. */
function renamed(line: string, how: string): string {
  return line.replace(/[A-Za-z_]\w*(?=[^A-Za-z_#]*(#.*)?$)/, name => `${name}_${how}`);
}

/** A patch of the example's file that changes `changes` of its lines of code, from the first on. */
export function patchOf(changes: number, edited: number | null = null): string {
  let seen = 0;
  const lines = base.split('\n');
  const changed = codeOnSide(file, lines, FILE_START).map(({ code, goesOn }, row) => {
    const line = lines[row] ?? '';
    if (goesOn !== null || !/=|\(|return /.test(code) || seen >= changes) return line;
    seen++;
    return renamed(line, seen - 1 === edited ? 'edited' : 'changed');
  });
  return formatPatch([createFilePatch(file, base, changed.join('\n'))]);
}

/**
 * A request whose every token is new to the scorer: `nonce` stands at the start of the task. The same nonce shares
 * what it can.
 */
export function request(candidates: readonly CandidateInput[], nonce: string): ScoreParams {
  return {
    task: { ...task, title: `${nonce} ${task.title}` },
    candidates,
    baseFiles: { [file]: base },
    influence: 'none',
    supersedes: null,
    deadlineMs: 120_000,
    progressToken: null,
  };
}

function readTask(): Task {
  const read = taskFromText(readFileSync(path.join(example, 'TASK.md'), 'utf8'), 'example');
  if (!read) throw new Error('The bundled example has no task.');
  return read;
}
