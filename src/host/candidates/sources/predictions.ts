import * as vscode from 'vscode';
import type { CandidateSource } from './candidateSource';

/** Files of predictions as benchmark runs leave them: what each run submitted for one instance. */
export const predictions: CandidateSource = {
  command: 'addPredictions',
  label: 'Predictions files…',
  detail: 'preds.json, all_preds.jsonl: what benchmark runs submitted for one instance',
  icon: 'json',
  async choose({ base }) {
    const files = await vscode.window.showOpenDialog({
      title: 'Files of predictions',
      openLabel: 'Read Predictions',
      canSelectMany: true,
      filters: { Predictions: ['json', 'jsonl'], 'All files': ['*'] },
    });
    if (files === undefined || files.length === 0) return null;
    // Read with the first use: schemas are a good part of what activation would cost.
    const [{ instancesOf }, { openPredictions, predictedCandidates }] = await Promise.all([
      import('../../../core/candidates/predictions'),
      import('../../../platform/candidates/predictions'),
    ]);
    const read = await Promise.all(
      files.map(async ({ fsPath }) => ({ file: fsPath, ...(await openPredictions(fsPath)) })),
    );
    const problems = read.flatMap(one => one.problems);
    const instances = instancesOf(read.flatMap(one => one.predictions));
    if (instances.length === 0) throw new Error(problems.join(' ') || 'The files hold no predictions.');
    const instance =
      instances.length === 1
        ? instances[0]
        : await vscode.window.showQuickPick(instances, {
            title: 'Predictions for which instance?',
            placeHolder: 'The candidates must be answers to one task',
          });
    if (instance === undefined) return null;
    const against = await base();
    return () => {
      const made = read
        .filter(one => one.predictions.some(prediction => prediction.instance === instance))
        .map(({ file, predictions: rows }) => predictedCandidates(file, rows, instance, against));
      return Promise.resolve({
        candidates: made.flatMap(({ candidates }) => candidates),
        problems: [...problems, ...made.flatMap(one => one.problems)],
      });
    };
  },
};
