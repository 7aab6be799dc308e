import type { ScoredVerdict } from '../scoring/verdict';
import { fileInfluenceText } from './fileInfluence';
import { code, escaped } from './markdownText';
import { standingText } from '../scoring/standingText';
import { linesText, percent } from '../scoring/wording';
import { placeReference } from './hunkPlace';
import { orderText, influenceText } from './placeWords';
import type { FilePlace, WhereToLook } from './whereToLook';

export interface ReviewSummary {
  /** "feature, since main" */
  readonly label: string;
  readonly task: string;
  readonly verdict: ScoredVerdict;
  readonly places: WhereToLook;
  /** What the project's own tests said of this change; null when nobody ran them. */
  readonly tests: { readonly command: string; readonly passed: boolean } | null;
  /** Sentences about what was left out. */
  readonly problems: readonly string[];
}

/** More places say nothing more to somebody who asks where to begin. */
export const MAX_PLACES = 10;

/** A review as Markdown, to be pasted into a pull request. Everything from outside is escaped. */
export function summaryMarkdown({ label, task, verdict, places, tests, problems }: ReviewSummary): string {
  const { producedBy } = verdict;
  const lines = [
    `## Patch confidence: ${standingText(verdict)}`,
    '',
    `Change: ${escaped(label)}  `,
    `Task: ${escaped(task)}`,
    ...(tests === null
      ? []
      : [
          '',
          `Tests: \`${tests.command.replaceAll('`', "'").replace(/\s+/g, ' ')}\` **${tests.passed ? 'passed' : 'failed'}**, run on this change.`,
        ]),
    '',
    '### Where to look first',
    '',
    orderText(places),
    '',
    '| place | change | influence on the score |',
    '| --- | --- | --- |',
    ...places.hunks
      .slice(0, MAX_PLACES)
      .map(
        hunk =>
          `| ${code(placeReference(hunk))} | ${linesText(hunk)} | ${influenceText(hunk.delta, places)} |`,
      ),
  ];
  if (places.hunks.length > MAX_PLACES) lines.push('', `and ${places.hunks.length - MAX_PLACES} more hunks.`);
  if (places.files.length > 1) {
    lines.push('', '| file | change | influence of the file |', '| --- | --- | --- |');
    lines.push(
      ...places.files
        .slice(0, MAX_PLACES)
        .map(file => `| ${code(file.path)} | ${changeOf(file)} | ${fileInfluenceText(file, places)} |`),
    );
  }
  if (problems.length > 0) lines.push('', ...problems.map(problem => `- ${escaped(problem)}`));
  lines.push(
    '',
    `_A calibrated probability that the change resolves the task, made without running it: a second opinion, not a proof. ${escaped(producedBy.model)} ${escaped(producedBy.version)}, calibrated on ${producedBy.calibratedOn.toLocaleString('en')} held-out patches, ${percent(producedBy.resolvedShare)} of which resolved their task (ECE ${producedBy.calibrationError.toFixed(2)}). Influence: the score with a part minus the score without it, in points._`,
    '',
  );
  return lines.join('\n');
}

function changeOf(file: FilePlace): string {
  if (file.binary) return 'binary';
  return file.status === 'modified' ? linesText(file) : `${linesText(file)}, ${file.status}`;
}
