import type { NewCandidate, ReadCandidates } from '../../core/candidates/candidate';
import { repairPrompt, type ChatTurn } from '../../core/candidates/generationPrompt';
import { extractDiff } from '../../core/patch/extractDiff';
import { parsePatch } from '../../core/patch/parsePatch';
import type { ReadOptions } from './readOptions';
import { shortened } from '../../core/text/shortened';
import { losses } from '../../core/patch/patch';

/** A chat model as far as candidates are concerned. */
export interface ChatModel {
  readonly name: string;
  /**
   * The whole answer to a conversation.
   *
   * @throws ChatProblem for what a person should know; anything else is a fault
   */
  answer(turns: readonly ChatTurn[], signal: AbortSignal): Promise<string>;
}

/** Why a chat model gives no answer, as one sentence; to ask it again now is pointless. */
export class ChatProblem extends Error {
  static is(error: unknown): error is ChatProblem {
    return error instanceof ChatProblem;
  }
}

interface GenerationRequest {
  readonly prompt: ChatTurn;
  /** How many candidates are asked for, one after the other. */
  readonly count: number;
  /** Number of the first one, so that later runs do not take the place of earlier ones. */
  readonly firstIndex: number;
  /** Full commit id the files of the prompt are from. */
  readonly base: string;
}

/** Longest part of an answer that is quoted to a person. */
const MAX_QUOTE = 120;

/**
 * Asks a chat model for candidates. A diff that does not apply is sent back once with the reason; what is wrong after
 * that, or no diff at all, becomes a sentence. When the model gives out or the work is cancelled, what there is stays.
 *
 * @param refuse why a patch does not apply to the base, null when it does
 */
export async function generateCandidates(
  model: ChatModel,
  request: GenerationRequest,
  refuse: (patch: string, signal: AbortSignal) => Promise<string | null>,
  { signal, onProgress }: ReadOptions,
): Promise<ReadCandidates> {
  const candidates: NewCandidate[] = [];
  const problems: string[] = [];
  for (let i = 0; i < request.count; i++) {
    onProgress(i, request.count);
    const index = request.firstIndex + i;
    const label = `${model.name} ${index}`;
    try {
      const made = await generateOne(model, request, label, refuse, signal);
      if (made.kind === 'problem') problems.push(made.sentence);
      else {
        const origin = { kind: 'generated', model: model.name, index } as const;
        candidates.push({ label, origin, patch: made.patch, base: request.base });
      }
    } catch (error) {
      if (signal.aborted) break;
      if (!ChatProblem.is(error)) throw error;
      problems.push(error.message);
      break;
    }
    if (signal.aborted) break;
  }
  return { candidates, problems };
}

type Made =
  | { readonly kind: 'patch'; readonly patch: string }
  | { readonly kind: 'problem'; readonly sentence: string };

async function generateOne(
  model: ChatModel,
  { prompt }: GenerationRequest,
  label: string,
  refuse: (patch: string, signal: AbortSignal) => Promise<string | null>,
  signal: AbortSignal,
): Promise<Made> {
  const turns: ChatTurn[] = [prompt];
  let refusal = '';
  for (let attempt = 0; attempt < 2; attempt++) {
    const answer = await model.answer(turns, signal);
    signal.throwIfAborted();
    const patch = extractDiff(answer);
    if (patch === null)
      return attempt === 0
        ? { kind: 'problem', sentence: `${label} gave no diff${quoted(answer)}.` }
        : { kind: 'problem', sentence: `${label} does not apply, and no other diff came of it: ${refusal}` };
    const [unreadable] = losses(parsePatch(patch));
    const found = unreadable?.message ?? (await refuse(patch, signal));
    if (found === null) return { kind: 'patch', patch };
    refusal = found;
    turns.push({ role: 'assistant', text: answer }, repairPrompt(refusal));
  }
  return { kind: 'problem', sentence: `${label} does not apply, nor when mended: ${refusal}` };
}

function quoted(answer: string): string {
  const text = answer.replace(/\s+/g, ' ').trim();
  if (text === '') return ': its answer was empty';
  return `; it said: “${shortened(text.replace(/\.$/, ''), MAX_QUOTE)}”`;
}
