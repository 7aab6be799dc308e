import { lstat, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { NewCandidate, ReadCandidates } from '../../core/candidates/candidate';
import { parsePredictions, type Prediction } from '../../core/candidates/predictions';
import { messageOf } from '../../core/text/messageOf';
import { errorCode } from '../files/errorCode';
import { decodeText } from '../text/decodeText';

/** A run over a whole benchmark fits; more is not a file of predictions. */
const MAX_BYTES = 256 * 1024 * 1024;

/** The predictions of a file with the sentences about what could not be read. Never rejects. */
export async function openPredictions(
  file: string,
): Promise<{ readonly predictions: readonly Prediction[]; readonly problems: readonly string[] }> {
  const label = path.basename(file);
  try {
    const status = await lstat(file);
    if (!status.isFile() || status.size > MAX_BYTES) {
      const what = status.isFile() ? 'is larger than 256 MB' : 'is not a plain file';
      return { predictions: [], problems: [`${label} ${what} and was not read.`] };
    }
    const { predictions, problems } = parsePredictions(decodeText(await readFile(file)));
    return { predictions, problems: problems.map(problem => `${label}: ${problem}`) };
  } catch (error) {
    const code = errorCode(error) ?? messageOf(error);
    const what = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    return { predictions: [], problems: [`${label} ${what}.`] };
  }
}

/** The predictions for one instance as candidates; two of one model are told apart by a number. */
export function predictedCandidates(
  file: string,
  predictions: readonly Prediction[],
  instance: string,
  base: string,
): ReadCandidates {
  const candidates: NewCandidate[] = [];
  const times = new Map<string, number>();
  for (const { model, patch } of predictions.filter(prediction => prediction.instance === instance)) {
    const time = (times.get(model) ?? 0) + 1;
    times.set(model, time);
    const label = time === 1 ? model : `${model} (${time})`;
    candidates.push({
      label,
      origin: { kind: 'prediction', path: file, instance, model: label },
      patch,
      base,
    });
  }
  const none = `There is no prediction for ${instance} in ${path.basename(file)}; choose another instance.`;
  return { candidates, problems: candidates.length === 0 ? [none] : [] };
}
