import { createHash } from 'node:crypto';
import type { ProcessStep } from '../core/evidence/processStep';
import type { ScoreParams } from '../core/protocol/scorer';
import type { Task } from '../core/task/task';
import { byCodeUnit } from '../core/text/byCodeUnit';

type Texts = Readonly<Record<string, string>>;

/** What of a candidate its score depends on. */
interface KeyedCandidate {
  readonly text: string;
  readonly ownBaseFiles: Texts | undefined;
  readonly steps: readonly ProcessStep[] | undefined;
}

/** One key for each candidate of a set: everything its verdicts depend on besides the model. */
export function scoreKeys(
  task: Task,
  baseFiles: Texts,
  candidates: readonly KeyedCandidate[],
  { influence, mostParts }: Pick<ScoreParams, 'influence' | 'mostParts'>,
): string[] {
  const base = contentKey([task.title, task.body, ...sortedTexts(baseFiles)]);
  const own = candidates.map(({ text, ownBaseFiles = {} }) =>
    contentKey([text, ...sortedTexts(ownBaseFiles)]),
  );
  const set = [...own].sort();
  // Its own key names the candidate among the set's, which are then known as the others. Their steps are no part of it.
  return candidates.map(({ steps }, i) =>
    contentKey([base, own[i] ?? '', JSON.stringify([steps, influence, mostParts]), ...set]),
  );
}

/** Differs when any of the strings does, or where one ends and the next begins. */
function contentKey(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('base64');
}

/** Paths and texts by turns, in an order of their own. */
function sortedTexts(files: Texts): string[] {
  return Object.entries(files)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .flat();
}
