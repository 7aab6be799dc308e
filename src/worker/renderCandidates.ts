import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { readPatch } from '../core/patch/readPatch';
import type { RenderParams, RenderResult, RenderedCandidate } from '../core/protocol/scorer';
import { messageOf } from '../core/text/messageOf';
import { MARK_TOKENS, type LineTokenizer } from '../core/render/modelInput';
import { unrendered } from '../platform/process/unansweredResults';
import { baseFilesOf, PatchReader, tokenize, type PreparedSyntax } from './patchReader';
import { refusePatch } from './refusePatch';
import { ModelTokenizer, estimatingTokenizer } from './tokenizer';

/**
 * Renders candidates as they would be scored, with the evidence of both regimes (agreement is known when two or more
 * can be scored). Training reads this, so that there is one renderer.
 *
 * @throws ResponseError when the tokenizer's file cannot be used
 */
export async function renderCandidates(
  params: RenderParams,
  syntax: PreparedSyntax,
  tokenizerOf: (path: string) => Promise<LineTokenizer>,
  signal: AbortSignal,
): Promise<RenderResult> {
  const tokenizer = params.tokenizer === null ? null : await tokenizerOf(params.tokenizer);
  const reader = new PatchReader(syntax, tokenizer ?? estimatingTokenizer, {
    total: params.maxTokens,
    task: params.maxTaskTokens,
  });
  const { task } = params;
  const parsed = params.candidates.map(candidate => {
    const baseFiles = baseFilesOf(candidate, params.baseFiles);
    const patch = readPatch(candidate.patch, baseFiles);
    return { candidate, patch, baseFiles, steps: candidate.steps, refusal: refusePatch(patch) };
  });
  const scorable = parsed.filter(({ refusal }) => !refusal);
  await reader.prepare(scorable);
  const evidence = reader.evidence(task, scorable);
  const evidenceOf = new Map(scorable.map(({ candidate }, i) => [candidate, evidence.of(i)]));

  const candidates: RenderedCandidate[] = [];
  for (const { candidate, patch, baseFiles, refusal } of parsed) {
    signal.throwIfAborted();
    const own = evidenceOf.get(candidate);
    if (!own) {
      candidates.push(unrendered(candidate, refusal?.message ?? 'It was not rendered.'));
      continue;
    }
    const text = reader.render({ task, baseFiles }, patch);
    const { ids, taskTokens } = tokenizer ? tokenize(text, tokenizer) : { ids: [], taskTokens: 0 };
    candidates.push({
      id: candidate.id,
      lines: [...text.task, ...text.patch].map(line => [MARK_TOKENS[line.mark], line.text] as const),
      ids,
      taskTokens,
      evidence: own,
      refused: null,
    });
    await nextTurn();
  }
  return { candidates };
}

/** Reads tokenizers by path and keeps the last one: a training run renders thousands of tasks with the same. */
export function tokenizerFiles(): (path: string) => Promise<LineTokenizer> {
  let last: { readonly path: string; readonly tokenizer: Promise<LineTokenizer> } | null = null;
  return path => {
    if (last?.path === path) return last.tokenizer;
    const tokenizer = readFile(path, 'utf8')
      .then(json => ModelTokenizer.parse(json, Number.POSITIVE_INFINITY))
      .catch((error: unknown) => {
        const sentence = `the tokenizer ${path} cannot be used (${messageOf(error).replace(/\s+/g, ' ')})`;
        throw new ResponseError(ErrorCodes.InvalidParams, sentence);
      });
    last = { path, tokenizer };
    tokenizer.catch(() => {
      last = null;
    });
    return tokenizer;
  };
}
