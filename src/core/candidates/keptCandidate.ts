import * as z from 'zod';
import type { CandidateOrigin } from './candidate';

/** What is remembered of a candidate while the window is closed: where it can be read again. */
export interface KeptCandidate {
  readonly label: string;
  readonly origin: CandidateOrigin;
  /** Full commit id its patch was against. */
  readonly base: string;
  /** The patch of one that no place holds: pasted, generated. Null of one that cannot be kept; absent of all others. */
  readonly patch?: string | null | undefined;
}

/** What no place holds: only its text can be kept. */
export function isPlaceless({ kind }: CandidateOrigin): boolean {
  return kind === 'clipboard' || kind === 'generated';
}

const text = z.string();
const count = z.int().nonnegative();

const origin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: text }),
  z.object({ kind: z.literal('clipboard'), index: count }),
  z.object({ kind: z.literal('branch'), ref: text, base: text }),
  z.object({ kind: z.literal('worktree'), folder: text, branch: text.nullable() }),
  z.object({ kind: z.literal('stash'), commit: text, name: text }),
  z.object({ kind: z.literal('commit'), commit: text }),
  z.object({ kind: z.literal('session'), agent: text, session: text, path: text }),
  z.object({ kind: z.literal('pullRequest'), remote: text, number: count, ref: text }),
  z.object({ kind: z.literal('prediction'), path: text, instance: text, model: text }),
  z.object({ kind: z.literal('generated'), model: text, index: count }),
  z.object({ kind: z.literal('current') }),
]) satisfies z.ZodType<CandidateOrigin>;

const kept = z.object({
  label: text,
  origin,
  base: z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/),
  patch: text.nullish(),
}) satisfies z.ZodType<KeptCandidate>;

/** What was kept, possibly by another version: rows that cannot be understood are left out. */
export function parseKept(value: unknown): readonly KeptCandidate[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap(row => {
    const parsed = kept.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
}
