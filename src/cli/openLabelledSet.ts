import { stat } from 'node:fs/promises';
import {
  readLabelledSet,
  type LabelledSet,
  type LabelledSetOptions,
  type LabelledSetProblem,
} from '../platform/labelledSet/labelledSet';
import { countText } from '../core/text/countText';
import { refused } from './exitCode';
import { note, startProgress, warn } from './terminal';

const SHOWN_PROBLEMS = 5;

/** Reads a labelled set, says on stderr what is odd about it, and refuses one without candidates. */
export async function openLabelledSet(folder: string, options: LabelledSetOptions): Promise<LabelledSet> {
  if (!(await stat(folder).catch(() => null))?.isDirectory())
    throw refused(`${folder} is not a folder; a labelled set is one, with tasks.jsonl and candidates.jsonl.`);
  const progress = startProgress(`Reading ${folder}`);
  let set: LabelledSet;
  try {
    set = await readLabelledSet(folder, options);
  } finally {
    progress.stop();
  }
  for (const problem of set.problems.slice(0, SHOWN_PROBLEMS)) warn(sentence(problem));
  if (set.problems.length > SHOWN_PROBLEMS)
    warn(`and ${countText(set.problems.length - SHOWN_PROBLEMS, 'more such row')}.`);
  const { positivesOnly, labelConflict } = set.leftOut;
  if (positivesOnly + labelConflict > 0)
    note(
      `Left out: ${positivesOnly} of sources that published only successes, ${labelConflict} identical to one with the other label.`,
    );
  if (set.tasks.length === 0) {
    const of = options.split === null ? '' : ` of split ${options.split}`;
    throw refused(
      `${folder} holds no candidate${of} that counts; a labelled set is a folder with tasks.jsonl and candidates.jsonl.`,
    );
  }
  return set;
}

function sentence({ file, line, message }: LabelledSetProblem): string {
  return line === null ? `${file} ${message}.` : `${file}, line ${line}: ${message}.`;
}
