import { mulberry32 } from '../evaluation/random';
import type { Outcome } from '../scoring/outcome';
import { turnedOutWell } from '../scoring/turnedOutWell';
import type { Regime } from '../scoring/verdict';
import { fitLocalMap, mapped, type LocalCoefficients, type ScoredOutcome } from './localMap';
import { reliability, type Reliability } from './reliability';
import { byCodeUnit } from '../text/byCodeUnit';
import { mean } from '../evaluation/mean';

/**
 * Two numbers are fitted, and a logistic fit wants about ten of the rarer outcome for each (Peduzzi et al. 1996); and
 * the diagram has five bins, which want ten each. docs/calibration.md shows what fewer would do.
 */
export const LEAST_OUTCOMES = 50;
export const LEAST_OF_EACH = 20;

const FOLDS = 10;
const REPLICATES = 100;
/** Newer outcomes say more of today; and the fit must not hold up the editor. */
const MOST_OUTCOMES = 1_000;

/** What is being scored with: outcomes of another model or version say nothing of this one's numbers. */
export interface ModelIdentity {
  readonly model: string;
  readonly version: string;
}

/** The local map of a regime, with what it was made from. */
export interface LocalMap extends LocalCoefficients, ModelIdentity {
  readonly regime: Regime;
  readonly sampleSize: number;
  /** The same two numbers refitted on bootstrap resamples; their spread is the interval. */
  readonly replicates: readonly LocalCoefficients[];
}

export type Learning =
  | { readonly kind: 'tooFew'; readonly sampleSize: number; readonly well: number }
  | {
      readonly kind: 'fitted';
      readonly map: LocalMap;
      readonly well: number;
      /** By the model's own calibration. */
      readonly before: Reliability;
      /** Cross-fitted: each outcome by a map that has not seen it, or the diagram would praise itself. */
      readonly after: Reliability;
      /** Whether the map predicted outcomes it had not seen better than none, by more than one standard error. */
      readonly helps: boolean;
    };

/**
 * What the outcomes of a repository teach about the scores of one regime. Of a change with several outcomes the last
 * one counts. The same outcomes give the same answer, in whatever order they came.
 */
export function learn(outcomes: readonly Outcome[], regime: Regime, identity: ModelIdentity): Learning {
  const rows = usable(outcomes, regime, identity);
  const sampleSize = rows.length;
  const well = rows.filter(row => row.well).length;
  if (sampleSize < LEAST_OUTCOMES || Math.min(well, sampleSize - well) < LEAST_OF_EACH)
    return { kind: 'tooFew', sampleSize, well };
  const maps = foldMaps(rows);
  const crossFitted = rows.map((row, index): ScoredOutcome => {
    const others = maps[index % FOLDS];
    return { score: others === undefined ? row.score : mapped(row.score, others), well: row.well };
  });
  const gains = rows.map((row, index) => logLoss(row) - logLoss(crossFitted[index] ?? row));
  const map = { ...identity, regime, sampleSize, ...fitLocalMap(rows), replicates: resampled(rows) };
  return {
    kind: 'fitted',
    map,
    well,
    before: reliability(rows),
    after: reliability(crossFitted),
    helps: map.slope > 0 && (mean(gains) ?? 0) > standardError(gains),
  };
}

/** The newest outcomes of the changes that this model has scored in the regime, by the keys of the changes. */
function usable(
  outcomes: readonly Outcome[],
  regime: Regime,
  { model, version }: ModelIdentity,
): readonly ScoredOutcome[] {
  const byChange = new Map<string, ScoredOutcome>();
  const inOrder = [...outcomes].sort((a, b) => byCodeUnit(a.at, b.at) || byCodeUnit(a.change, b.change));
  for (const { change, event, score } of inOrder) {
    const well = turnedOutWell(event);
    if (well === null || score?.regime !== regime) continue;
    if (score.model !== model || score.version !== version) continue;
    // The last place in the order of time is that of the last outcome.
    byChange.delete(change);
    byChange.set(change, { score: score.score, well });
  }
  // Keys are hashes: in their order, folds are as good as drawn by lot.
  return [...byChange]
    .slice(-MOST_OUTCOMES)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([, row]) => row);
}

/** For each fold the map fitted on all other rows. */
function foldMaps(rows: readonly ScoredOutcome[]): readonly LocalCoefficients[] {
  return Array.from({ length: FOLDS }, (_, fold) =>
    fitLocalMap(rows.filter((_row, index) => index % FOLDS !== fold)),
  );
}

function resampled(rows: readonly ScoredOutcome[]): readonly LocalCoefficients[] {
  const random = mulberry32(1);
  return Array.from({ length: REPLICATES }, () =>
    fitLocalMap(rows.map((row, _, all) => all[Math.floor(random() * all.length)] ?? row)),
  );
}

function logLoss({ score, well }: ScoredOutcome): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, score));
  return -Math.log(well ? inside : 1 - inside);
}

function standardError(values: readonly number[]): number {
  const centre = mean(values) ?? 0;
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}
