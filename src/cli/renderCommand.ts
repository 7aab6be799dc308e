import * as path from 'node:path';
import { EVIDENCE_GROUPS, type EvidenceGroup } from '../core/evidence/evidence';
import { EVIDENCE_FEATURES } from '../core/evidence/features';
import { formatPatch } from '../core/patch/formatPatch';
import { parsePatch } from '../core/patch/parsePatch';
import { reverse, reversed } from '../core/perturbation/reverse';
import type { CandidateInput, RenderedCandidate } from '../core/protocol/scorer';
import { asPart } from '../core/text/asPart';
import { countText } from '../core/text/countText';
import { MARK_TOKENS, RENDER_VERSION } from '../core/render/modelInput';
import type { LabelledCandidate, LabelledTask } from '../platform/labelledSet/labelledSet';
import { misused, refused } from './exitCode';
import { GzipLines } from './gzipLines';
import { openLabelledSet } from './openLabelledSet';
import { checkFile } from './readText';
import { defaultModelFolder, scorerFor } from './scorers';
import { checkWritable, note, startProgress } from './terminal';

export interface RenderCommandOptions {
  readonly out: string;
  readonly tokenizer: string | null;
  readonly maxTokens: number;
  readonly maxTaskTokens: number;
  readonly split: string | null;
  readonly limitTasks: number | null;
  readonly limitCandidates: number | null;
  readonly titlesOnly: boolean;
  readonly otherTasks: boolean;
  /** Of each patch the one that undoes it, against the files as the change left them where these are known. */
  readonly undone: boolean;
}

/**
 * Writes what the model would read for each candidate of a labelled set: gzip JSON lines, a header and then
 * one row per candidate, with token ids when a tokenizer is given and lines otherwise. Training reads it,
 * so that there is one renderer.
 */
export async function renderCommand(
  folder: string,
  options: RenderCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  if (options.maxTaskTokens >= options.maxTokens)
    throw misused('--max-task-tokens must be below --max-tokens, or no room is left for the patch.');
  await checkWritable(options.out);
  if (options.tokenizer !== null) await checkFile(options.tokenizer);
  const set = await openLabelledSet(folder, { ...options, signal });
  const tokenizer = options.tokenizer === null ? null : path.resolve(options.tokenizer);
  const scorer = scorerFor({ model: defaultModelFolder, threads: 1 }, note);
  const output = new GzipLines(options.out);
  const progress = startProgress(`Rendering ${countText(set.tasks.length, 'task')}`);
  const refusals = new Map<string, number>();
  let written = 0;
  try {
    await output.write(header(options));
    for (const [index, labelled] of set.tasks.entries()) {
      signal.throwIfAborted();
      if (labelled.task === null) {
        count(refusals, 'Its task is blank.', labelled.candidates.length);
        continue;
      }
      const baseFiles = set.baseFiles(labelled.id);
      const { candidates } = await scorer.render(
        {
          tokenizer,
          maxTokens: options.maxTokens,
          maxTaskTokens: options.maxTaskTokens,
          task: labelled.task,
          candidates: labelled.candidates.map(({ id, patch }) => ({
            id,
            ...(options.undone ? undone(patch, baseFiles) : { patch }),
            steps: set.steps(id) ?? undefined,
          })),
          baseFiles: options.undone ? {} : baseFiles,
        },
        { signal },
      );
      signal.throwIfAborted();
      const rendered = new Map(candidates.map(candidate => [candidate.id, candidate]));
      for (const candidate of labelled.candidates) {
        const row = rendered.get(candidate.id);
        if (!row || row.refused !== null) {
          count(refusals, row?.refused ?? 'The scorer left it out.', 1);
          continue;
        }
        await output.write(rowOf(labelled, candidate, row, options));
        written += 1;
      }
      progress.update(`Rendered ${index + 1} of ${set.tasks.length} tasks`);
    }
    const [[refusal] = []] = refusals;
    if (written === 0)
      throw refused(`No candidate could be rendered: ${asPart(refusal ?? 'there is none')}.`);
    await output.close();
  } finally {
    progress.stop();
    scorer.dispose();
    await output.discard();
  }
  note(`${written} candidates of ${set.tasks.length} tasks rendered to ${options.out}.`);
  for (const [reason, times] of refusals) note(`${times} not rendered: ${reason}`);
}

function undone(
  text: string,
  baseFiles: Readonly<Record<string, string>>,
): Pick<CandidateInput, 'patch' | 'ownBaseFiles'> {
  const patch = parsePatch(text);
  const fitting = reverse({ patch, baseFiles });
  return fitting === null
    ? { patch: formatPatch(reversed(patch).files) }
    : { patch: formatPatch(fitting.patch.files), ownBaseFiles: fitting.baseFiles };
}

function header({ maxTokens, maxTaskTokens }: RenderCommandOptions): object {
  const names = (group: EvidenceGroup) => EVIDENCE_FEATURES[group].map(feature => feature.name);
  return {
    renderVersion: RENDER_VERSION,
    maxTokens,
    maxTaskTokens,
    evidence: Object.fromEntries(EVIDENCE_GROUPS.map(group => [group, names(group)])),
  };
}

/** `ids` and `lines` hold what follows the task's, which all candidates of the task share. */
function rowOf(
  task: LabelledTask,
  candidate: LabelledCandidate,
  { ids, lines, taskTokens, evidence }: RenderedCandidate,
  { tokenizer, undone }: RenderCommandOptions,
): object {
  const taskLines = Math.max(
    0,
    lines.findIndex(([mark]) => mark === MARK_TOKENS.patch),
  );
  const text =
    tokenizer !== null
      ? { task_ids: ids.slice(0, taskTokens), ids: ids.slice(taskTokens) }
      : { task_lines: lines.slice(0, taskLines), lines: lines.slice(taskLines) };
  return {
    candidate_id: candidate.id,
    task_id: task.id,
    repo: task.repo,
    submission: candidate.submission,
    split: candidate.split,
    label: undone ? false : candidate.resolved,
    ...text,
    evidence,
  };
}

function count(counts: Map<string, number>, reason: string, times: number): void {
  counts.set(reason, (counts.get(reason) ?? 0) + times);
}
