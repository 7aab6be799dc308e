import { influenceText } from '../../core/review/placeWords';
import type { WhereToLook } from '../../core/review/whereToLook';
import type { EvidenceView, Level, ScoreView } from '../../core/protocol/panel';
import { confidenceWord, type ConfidenceWord } from '../../core/scoring/confidenceWord';
import {
  EVIDENCE_SECTIONS,
  SECTION_TITLES,
  itemsOf,
  type EvidenceSection,
} from '../../core/scoring/evidenceSections';
import type { EvidenceItem, ScoredVerdict } from '../../core/scoring/verdict';
import { calibrationText, intervalText, percent, valueText } from '../../core/scoring/wording';

const LEVELS: Readonly<Record<ConfidenceWord, Level>> = {
  likely: 'high',
  uncertain: 'middle',
  unlikely: 'low',
};

/** Which of three icons stands beside the number. */
export function levelOf(score: number): Level {
  return LEVELS[confidenceWord(score)];
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

/** What a part contributes, beside its bar; '' where it was not measured. Without its only hunk nothing would be left to score. */
export function influenceShown(delta: number | null, basis: WhereToLook['basis']): string {
  return delta === null && basis !== 'oneHunk' ? '' : influenceText(delta, { basis });
}

const UNKNOWN: Readonly<Record<EvidenceSection, string>> = {
  patch: 'unknown',
  task: 'unknown',
  static: 'unknown, no changed file in a language that can be parsed',
  process: 'unknown, no record of steps that ran or tested something',
  agreement: 'unknown, the change is judged by itself',
};

/** All sections in their fixed order; one without items is masked and says why. */
export function evidenceViews(items: readonly EvidenceItem[]): readonly EvidenceView[] {
  return EVIDENCE_SECTIONS.map(section => {
    const own = itemsOf(section, items);
    const zeros = own.filter(item => item.value === 0);
    const telling = own.filter(item => item.value !== 0);
    return {
      title: SECTION_TITLES[section],
      unknown: own.length === 0 ? UNKNOWN[section] : null,
      items: [
        ...telling.map(item => ({ label: item.description, value: valueText(item) })),
        ...(zeros.length === 0 ? [] : [{ label: `${zeros.length} more with nothing found`, value: '0' }]),
      ],
    };
  });
}
