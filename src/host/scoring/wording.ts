import { EVIDENCE_GROUPS, type EvidenceGroup } from '../../core/evidence/evidence';
import { confidenceWord, type ConfidenceWord } from '../../core/scoring/confidenceWord';
import type { DroppedPart } from '../../core/render/modelInput';
import type { EvidenceItem, Interval, Provenance, ScoredVerdict } from '../../core/scoring/verdict';
import type { EvidenceView, Level, ScoreView } from '../../core/protocol/panel';

/** Keeps a number and its unit on one line. */
const NARROW_SPACE = '\u00a0';

export function percent(share: number): string {
  return `${Math.round(share * 100)}${NARROW_SPACE}%`;
}

export function intervalText({ low, high }: Interval): string {
  return `${Math.round(low * 100)}–${percent(high)}`;
}

/** "62 % likely", "34 %, unlikely": with a comma, or the number would seem to measure the unlikeliness. */
export function shortText(score: number): string {
  const word = confidenceWord(score);
  return word === 'likely' ? `${percent(score)} ${word}` : `${percent(score)}, ${word}`;
}

/** "62 % likely (54–69 %)" */
export function scoreText(verdict: ScoredVerdict): string {
  return `${shortText(verdict.score)} (${intervalText(verdict.interval)})`;
}

const LEVELS: Readonly<Record<ConfidenceWord, Level>> = {
  likely: 'high',
  uncertain: 'middle',
  unlikely: 'low',
};

/** Which of three icons stands beside the number. */
export function levelOf(score: number): Level {
  return LEVELS[confidenceWord(score)];
}

/** What a score was calibrated on and what produced it; no score is shown without it. */
export function calibrationText({
  model,
  version,
  calibratedOn,
  calibrationError,
  regime,
}: Provenance): string {
  const sample = `${calibratedOn.toLocaleString('en')} held-out labelled patches`;
  const how = regime === 'set' ? 'compared with other candidates' : 'scored by itself';
  return `Calibrated on ${sample}, ${how}; calibration error (ECE) ${calibrationError.toFixed(2)}. Model: ${model} ${version}.`;
}

/** A difference of scores: "+12 points", "−3 points", "no influence". */
export function pointsText(delta: number): string {
  const points = Math.round(delta * 100);
  if (points === 0) return 'under 1 point';
  const unit = Math.abs(points) === 1 ? 'point' : 'points';
  return `${points > 0 ? '+' : '−'}${Math.abs(points)} ${unit}`;
}

export function scoreView(verdict: ScoredVerdict): ScoreView {
  const { score, interval } = verdict;
  return {
    score,
    low: interval.low,
    high: interval.high,
    percent: percent(score),
    interval: intervalText(interval),
    word: confidenceWord(score),
    level: levelOf(score),
    calibration: calibrationText(verdict.producedBy),
  };
}

const TITLES: Readonly<Record<EvidenceGroup, string>> = {
  patch: 'The change itself',
  static: 'What it does to the code',
  process: 'How it was made',
  agreement: 'Agreement with other candidates',
};

const UNKNOWN: Readonly<Record<EvidenceGroup, string>> = {
  patch: 'unknown',
  static: 'unknown, no changed file in a language that can be parsed',
  process: 'unknown, no record of the steps that led here',
  agreement: 'unknown, fewer than two candidates',
};

/** All groups in their fixed order; one without items is masked and says why. */
export function evidenceViews(items: readonly EvidenceItem[]): readonly EvidenceView[] {
  return EVIDENCE_GROUPS.map(group => {
    const own = items.filter(item => item.group === group);
    const zeros = own.filter(item => item.value === 0);
    const telling = own.filter(item => item.value !== 0);
    return {
      title: TITLES[group],
      unknown: own.length === 0 ? UNKNOWN[group] : null,
      items: [
        ...telling.map(item => ({ label: item.description, value: valueText(item) })),
        ...(zeros.length === 0 ? [] : [{ label: `${zeros.length} more that found nothing`, value: '0' }]),
      ],
    };
  });
}

/** The items that say most, for a hover: those that found something, in the model's order. */
export function topEvidence(items: readonly EvidenceItem[], count: number): readonly string[] {
  return items
    .filter(item => item.value !== 0)
    .slice(0, count)
    .map(item => `${item.description}: ${valueText(item)}`);
}

export function droppedText({ path, what, lines }: DroppedPart): string {
  const of = {
    task: 'of the task',
    scope: 'of the code around the change',
    context: 'of context',
    lines: 'of the change',
  };
  const count = `${lines} ${lines === 1 ? 'line' : 'lines'} ${of[what]}`;
  return path === null ? count : `${count} in ${path}`;
}

function valueText({ description, value }: EvidenceItem): string {
  if (/^share /.test(description)) return percent(value);
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(2);
}
