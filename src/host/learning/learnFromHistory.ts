import { mulberry32 } from '../../core/evaluation/random';
import type { Outcome } from '../../core/scoring/outcome';
import { parsePatch } from '../../core/patch/parsePatch';
import { taskFromText } from '../../core/task/task';
import { readBaseFiles } from '../../platform/change/baseFiles';
import type { Git } from '../../platform/git/git';
import { GitFailure } from '../../platform/git/gitFailure';
import { readHistory, type HistoryOutcome } from '../../platform/history/readHistory';
import { changeKey } from '../../platform/outcomes/changeKey';
import type { Report } from '../cancellableWork';
import type { Scoring } from '../scoring/scoring';
import type { Outcomes } from './outcomes';
import { outcomeScore } from '../../core/scoring/outcomeScore';

/** Each is a score of its own; more would take longer than people wait, and hardly move two numbers. */
const MAX_SCORED = 300;
/** So many are written at a time: what is learned by then stays when the scan is cancelled. */
const BATCH = 10;

/**
 * Scores commits of the repository whose fate is known and keeps what became of them. They are drawn by lot, so that
 * reverts are as rare among them as they are in the history; those that this model has scored already are not scored again.
 *
 * @returns how many outcomes were added, and why some of the history was not read; null when all of it was
 */
export async function learnFromHistory(
  git: Git,
  scoring: Scoring,
  outcomes: Outcomes,
  signal: AbortSignal,
  report: Report,
): Promise<{ readonly added: number; readonly problem: string | null }> {
  const history = await readHistory(git, signal, (done, total) =>
    report(`Reading commits: ${done} of ${total}`, (0.3 * done) / total),
  );
  let { problem } = history;
  const known = knownScores(await outcomes.all());
  const chosen = drawn(history.outcomes);
  /** Which model scores shows with the first score. What another one has said teaches nothing about this one. */
  let model: string | null = null;
  let added = 0;
  let batch: Outcome[] = [];
  const keep = async () => {
    await outcomes.add(batch);
    added += batch.length;
    batch = [];
  };
  try {
    for (const [index, item] of chosen.entries()) {
      try {
        signal.throwIfAborted();
        if (model === null || !known.has(`${item.commit} ${model}`)) {
          const outcome = await scored(git, scoring, item, signal);
          model ??= modelOf(outcome);
          if (outcome !== null && !known.has(`${item.commit} ${model}`)) batch.push(outcome);
        }
      } catch (error) {
        if (signal.aborted) break;
        if (!GitFailure.is(error)) throw error;
        problem ??= `Some commits were not scored, because ${error.message}`;
      }
      if (batch.length >= BATCH) await keep();
      report(`Scoring commits: ${index + 1} of ${chosen.length}`, 0.3 + (0.7 * (index + 1)) / chosen.length);
    }
  } finally {
    // Also where the scorer failed: what it said before stands.
    await keep();
  }
  return { added, problem };
}

/** Each commit of the history that was scored, with the model that did. */
function knownScores(outcomes: readonly Outcome[]): ReadonlySet<string> {
  return new Set(
    outcomes.flatMap(outcome =>
      outcome.source === 'history' && outcome.commit !== null
        ? [`${outcome.commit} ${modelOf(outcome)}`]
        : [],
    ),
  );
}

function modelOf(outcome: Outcome | null): string | null {
  const score = outcome?.score ?? null;
  return score === null ? null : `${score.model} ${score.version}`;
}

/** The same commits for the same history, whatever was scored before. */
function drawn(found: readonly HistoryOutcome[]): readonly HistoryOutcome[] {
  const random = mulberry32(1);
  return found
    .map(item => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, MAX_SCORED)
    .map(({ item }) => item);
}

async function scored(
  git: Git,
  scoring: Scoring,
  { commit, parent, message, patch, event }: HistoryOutcome,
  signal: AbortSignal,
): Promise<Outcome | null> {
  const task = taskFromText(message, 'commit message');
  if (task === null) return null;
  const baseFiles = await readBaseFiles(git, parent, parsePatch(patch).files, signal);
  const candidates = [{ id: 'commit', patch }];
  const request = { task, candidates, baseFiles, influence: 'none', supersedes: null } as const;
  const outcome = await scoring.score(request, signal);
  const verdict = outcome.kind === 'done' ? outcome.result.candidates[0]?.single : undefined;
  if (outcome.kind === 'failed') throw new Error(outcome.problem.sentence);
  if (verdict?.kind !== 'scored') return null;
  const at = new Date().toISOString();
  const score = outcomeScore(verdict);
  return { version: 1, change: changeKey(patch), commit, at, source: 'history', event, score };
}
