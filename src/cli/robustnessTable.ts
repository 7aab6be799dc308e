import pc from 'picocolors';
import { OTHER_TASK_MARK, percent } from '../core/scoring/wording';
import { plain } from './plain';
import type { Estimate, PerturbationReport, RobustnessReport } from './robustnessReport';
import { figureWithInterval, framedTable } from './table';

/** What each perturbation does to the scores: those that should change nothing, then those that should make them fall. */
export function robustnessTable({ perturbations, patches, set, model }: RobustnessReport): string {
  const of = (expected: PerturbationReport['expected']) =>
    perturbations.filter(one => one.expected === expected);
  return [
    drawn('The code stays the same', 'stays in its interval', of('harmless'), one => one.withinInterval),
    drawn('What resolved the task is gone', 'falls', of('harmful'), one => one.below),
    `${plain(set.folder)}${set.split === null ? '' : `, split ${plain(set.split)}`}: ${patches} patches, each by itself; the second table counts those that resolve their task.`,
    pc.dim(
      `${plain(model.name)} ${plain(model.version)}. Changes of the score in points; below each figure its 95 % bootstrap interval over tasks. "${OTHER_TASK_MARK}": share that is said to be perhaps for another task. The last column counts perturbed patches that would not apply to the base of their task, where the set holds its files; in use, such a patch is not scored where the base is known.`,
    ),
  ].join('\n\n');
}

function drawn(
  title: string,
  share: string,
  perturbations: readonly PerturbationReport[],
  shareOf: (one: PerturbationReport) => Estimate,
): string {
  const figure = ({ value, interval }: Estimate, text: (value: number) => string) =>
    figureWithInterval(value, interval, text);
  return framedTable(
    [title, 'patches', 'mean change', 'mean size of it', share, OTHER_TASK_MARK, 'would not apply'],
    perturbations.map(one =>
      one.patches === 0
        ? [one.title, '0', '–', '–', '–', '–', '–']
        : [
            one.title,
            String(one.patches),
            figure(one.meanChange, points),
            figure(one.meanAbsoluteChange, points),
            figure(shareOf(one), percent),
            figure(one.perhapsOtherTask, percent),
            one.fitKnown === 0 ? '–' : `${one.unfit} of ${one.fitKnown}`,
          ],
    ),
  );
}

/** One digit: what is measured here should be small. Nothing has no sign. */
function points(value: number): string {
  const rounded = Math.round(1000 * value) / 10;
  return (rounded === 0 ? 0 : rounded).toFixed(1);
}
