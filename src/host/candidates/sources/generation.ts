import * as path from 'node:path';
import * as vscode from 'vscode';
import { lastIndex, type CandidateOrigin } from '../../../core/candidates/candidate';
import { generationPrompt, type PromptFile } from '../../../core/candidates/generationPrompt';
import type { Task } from '../../../core/task/task';
import { unfitReason } from '../../../platform/apply/checkCandidates';
import { generateCandidates } from '../../../platform/candidates/generate';
import { listFiles, showFile } from '../../../platform/git/committedFiles';
import type { Git } from '../../../platform/git/git';
import { pathBelow } from '../../../platform/files/pathBelow';
import type { CandidateSource } from './candidateSource';
import { EditorModel } from './editorModels';
import { pickMany } from './pickMany';

const MAX_COUNT = 8;
/** Longest file that goes along, in characters; larger ones are generated or data. */
const MAX_FILE = 400_000;
/** A list to pick from that is longer than this helps nobody. */
const MAX_LISTED = 5_000;

/** Candidates from a chat model that the editor offers, given the task and the files a person picks. */
export function generation(
  currentTask: () => Promise<Task | null>,
  known: () => readonly CandidateOrigin[],
): CandidateSource {
  let made = 0;
  return {
    command: 'generateCandidates',
    label: 'Generate…',
    detail: 'Ask a chat model of the editor; you see what will be sent before it is sent',
    icon: 'sparkle',
    async choose({ git, base }) {
      const task = await currentTask();
      if (task === null) throw new Error('Set a task first; the model is asked to solve it.');
      const model = await chooseModel();
      if (model === null) return null;
      const against = await base();
      const files = await chooseFiles(git, against);
      if (files === null) return null;
      const count = await chooseCount(model);
      if (count === null) return null;
      const prompt = generationPrompt(task, files);
      if (!(await agreed(model, await model.countTokens(prompt), count, files))) return null;
      return async options => {
        // Those of the last window have numbers too; those that are still being made are not known yet.
        const firstIndex = 1 + Math.max(made, lastIndex(known(), 'generated'));
        made = firstIndex + count - 1;
        const refuse = async (patch: string, signal: AbortSignal) => {
          const reason = await unfitReason(git, { patch, base: against }, signal);
          return reason === null ? null : `${reason}.`;
        };
        return generateCandidates(model, { prompt, count, firstIndex, base: against }, refuse, options);
      };
    },
  };
}

async function chooseModel(): Promise<EditorModel | null> {
  const models = await EditorModel.all();
  if (models.length === 0)
    throw new Error(
      'The editor offers no chat model; install an extension that provides one, such as GitHub Copilot.',
    );
  const items = models.map(model => ({ label: model.name, description: model.vendor, model }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Generate Candidates (1 of 3): the model',
    placeHolder: 'The task and the files you pick next are sent to it',
  });
  return chosen?.model ?? null;
}

/** Files of the base, those open in an editor already ticked; the diffs are against the base, so is their text. */
async function chooseFiles(git: Git, base: string): Promise<readonly PromptFile[] | null> {
  const open = new Set(
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []))
      .flatMap(uri => pathBelow(git.root, uri.fsPath) ?? []),
  );
  const tracked = await listFiles(git, base, MAX_LISTED);
  const listed = [...tracked].sort((a, b) => Number(open.has(b)) - Number(open.has(a)));
  const chosen = await pickMany(
    'Generate Candidates (2 of 3): the files to send',
    'Files that the change may have to touch',
    listed,
    file => ({
      label: path.posix.basename(file),
      description: file,
      picked: open.has(file),
    }),
  );
  if (chosen === null) return null;
  const files: PromptFile[] = [];
  for (const file of chosen) {
    const text = await showFile(git, base, file);
    if (text === null || text.length > MAX_FILE)
      throw new Error(
        `${file} is ${text === null ? 'not text, or is far too long' : 'too long to send'}; leave it out.`,
      );
    files.push({ path: file, text });
  }
  return files;
}

async function chooseCount(model: EditorModel): Promise<number | null> {
  const counts = Array.from({ length: MAX_COUNT }, (_, i) => ({
    label: String(i + 1),
    description: i === 0 ? 'one request' : `${i + 1} requests`,
  }));
  const chosen = await vscode.window.showQuickPick(counts, {
    title: 'Generate Candidates (3 of 3): how many',
    placeHolder: `How many answers from ${model.name}? An answer that does not apply is sent back once for correction.`,
  });
  return chosen === undefined ? null : Number(chosen.label);
}

async function agreed(
  model: EditorModel,
  tokens: number,
  count: number,
  files: readonly PromptFile[],
): Promise<boolean> {
  if (tokens > model.maxInputTokens)
    throw new Error(
      `The task and these files are ${tokens.toLocaleString('en')} tokens, and ${model.name} reads at most ${model.maxInputTokens.toLocaleString('en')}; pick fewer files.`,
    );
  const send = 'Send';
  const answer = await vscode.window.showInformationMessage(
    `Send ${tokens.toLocaleString('en')} tokens to ${model.name}, ${count === 1 ? 'once' : `${count} times`}?`,
    {
      modal: true,
      detail: `The extension of ${model.vendor} gets the task and ${files.map(file => file.path).join(', ')}. It may send them to its servers. An answer that does not apply is sent back once for correction.`,
    },
    send,
  );
  return answer === send;
}
