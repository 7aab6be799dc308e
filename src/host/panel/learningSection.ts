import { LEAST_OF_EACH, LEAST_OUTCOMES, type Learning } from '../../core/calibration/learning';
import type { Reliability } from '../../core/calibration/reliability';
import type { LearningSection } from '../../core/protocol/panel';
import type { DiagramView } from '../../core/protocol/learningView';
import type { Outcome } from '../../core/scoring/outcome';
import { turnedOutWell } from '../../core/scoring/turnedOutWell';
import { percent } from '../../core/scoring/wording';
import type { LearningState } from '../learning/localLearning';
import { ACTIONS } from '../problem';
import { countText } from '../../core/text/countText';

/** The panel's section about what became of changes in this repository. */
export function learningSection({ learning, outcomes, inUse }: LearningState): LearningSection {
  const telling = outcomes.filter(({ event }) => turnedOutWell(event) !== null);
  // A choice among candidates teaches nothing; by the command it is forgotten too.
  const reset = telling.length === 0 ? [] : [ACTIONS.resetLearning];
  if (learning === null || (telling.length === 0 && learning.kind === 'tooFew'))
    return {
      sentences: [
        telling.length === 0
          ? 'Nothing is known yet about how changes turned out here. Learn from the history of the repository, or run tests on a change.'
          : `${countText(telling.length, 'outcome')} of this repository so far. What can be learned from them is shown once a change has been scored.`,
      ],
      diagrams: [],
      inUse: false,
      actions: [ACTIONS.learnFromHistory, ...reset],
    };
  const sentences = [sourcesSentence(telling), ...findings(learning, inUse)];
  if (learning.kind === 'tooFew')
    return { sentences, diagrams: [], inUse: false, actions: [ACTIONS.learnFromHistory, ...reset] };
  const use = inUse ? [ACTIONS.leaveLocalMap] : learning.helps ? [ACTIONS.useLocalMap] : [];
  return {
    sentences,
    diagrams: [
      diagram('As the model gives them', learning.before),
      diagram('Corrected (cross-validated)', learning.after),
    ],
    inUse,
    actions: [...use, ACTIONS.learnFromHistory, ...reset],
  };
}

function sourcesSentence(outcomes: readonly Outcome[]): string {
  const history = outcomes.filter(({ source }) => source === 'history').length;
  const tests = outcomes.filter(({ source }) => source === 'tests').length;
  const parts = [
    ...(tests === 0 ? [] : [`${tests} from test runs`]),
    ...(history === 0 ? [] : [`${history} from the history (kept, reverted, or fixed within two weeks)`]),
  ];
  return `${countText(outcomes.length, 'outcome')} of this repository: ${parts.join(', ')}.`;
}

function findings(learning: Learning, inUse: boolean): readonly string[] {
  const bad = (sampleSize: number, well: number) =>
    `${well} turned out well and ${sampleSize - well} did not`;
  if (learning.kind === 'tooFew') {
    const { sampleSize, well } = learning;
    return [
      `A correction needs at least ${LEAST_OUTCOMES} scored outcomes, ${LEAST_OF_EACH} of them good and ${LEAST_OF_EACH} bad; so far, ${bad(sampleSize, well)}.`,
    ];
  }
  const { map, well, before, after, helps } = learning;
  const first = `Of ${map.sampleSize} scored outcomes, ${bad(map.sampleSize, well)}. On average the scores were off by ${points(before.error)}; corrected with the help of the other outcomes, by ${points(after.error)}.`;
  if (!helps) return [first, 'That is no improvement beyond chance, so scores stay as the model gives them.'];
  return [
    first,
    inUse
      ? 'Scores are corrected: they say how likely a change is to turn out well here, judging by these outcomes.'
      : 'Scores are as the model gives them. Corrected, they would say how likely a change is to turn out well here, judging by these outcomes.',
  ];
}

function points(error: number): string {
  return countText(Math.round(error * 100), 'point');
}

function diagram(title: string, { points: bins, error, brier }: Reliability): DiagramView {
  return {
    title,
    points: bins.map(({ meanScore, rate, count }) => ({ score: meanScore, rate, count })),
    summary: `off by ${points(error)} on average, Brier score ${brier.toFixed(3)}`,
    text: bins
      .map(
        ({ meanScore, rate, count }) =>
          `${percent(meanScore)} said, ${percent(rate)} turned out well (${count})`,
      )
      .join('; '),
  };
}
