import * as path from 'node:path';
import { EVIDENCE_GROUPS } from '../core/evidence/evidence';
import type { Manifest } from '../core/model/manifest';
import { percent } from '../core/scoring/wording';
import { openModelFolder, type ModelFolder } from '../platform/model/modelFolder';
import { CommandProblem, ExitCode } from './exitCode';
import { table } from './table';
import { printJson, printResult } from './terminal';
import { plain } from './plain';

/** Says what a model is, what it reads and what its numbers were calibrated on. */
export async function inspectModelCommand(folder: string, json: boolean): Promise<ExitCode> {
  const { manifest } = await opened(folder);
  await (json ? printJson(manifest) : printResult(described(manifest)));
  return ExitCode.ok;
}

/** Checks a model folder: manifest, sizes, SHA-256 of each file, self-containment, and that this version feeds it. */
export async function verifyModelCommand(folder: string, json: boolean): Promise<ExitCode> {
  const model = await opened(folder);
  const { name, version, files } = model.manifest;
  if (json) await printJson({ version: 1, path: model.path, name, modelVersion: version, files });
  else
    await printResult(
      `${plain(name)} ${plain(version)}: ${Object.keys(files).length} files are what the manifest states.`,
    );
  return ExitCode.ok;
}

async function opened(folder: string): Promise<ModelFolder> {
  const model = await openModelFolder(path.resolve(folder));
  if (model.kind === 'problem') throw new CommandProblem(ExitCode.engine, model.message);
  return model;
}

const CALIBRATED = [
  ['single', 'single'],
  ['set', 'set'],
  ['singleTrajectory', 'single with trajectory'],
  ['setTrajectory', 'set with trajectory'],
] as const;

/** Of what was measured while it was trained; the model card and --json have all of it. */
const MEASURED = [
  ['held_out_single_auc', 'held-out AUC, single'],
  ['held_out_set_auc', 'held-out AUC, set'],
  ['held_out_single_trajectory_auc', 'held-out AUC, single with trajectory'],
  ['held_out_set_trajectory_auc', 'held-out AUC, set with trajectory'],
] as const;

function described({
  name,
  version,
  licence,
  files,
  input,
  architecture,
  calibration,
  metrics,
}: Manifest): string {
  const facts: (readonly [string, string])[] = [
    ['model', `${name} ${version}, ${licence}`],
    [
      'parameters',
      `${count(architecture.parameters)}, ${count(architecture.activeParameters)} active for a token`,
    ],
    [
      'network',
      `${architecture.layers} layers of ${architecture.hidden}, ${architecture.expertsPerToken} of ${architecture.experts} experts for a token`,
    ],
    [
      'reads',
      `${input.maxTokens} tokens, at most ${input.maxTaskTokens} of the task; rendering ${input.renderVersion}`,
    ],
    ['evidence', EVIDENCE_GROUPS.map(group => `${group} ${input.evidence[group].length}`).join(', ')],
    ...CALIBRATED.map(([regime, name]) => {
      const map = calibration[regime];
      return [
        `calibrated, ${name}`,
        map
          ? `on ${count(map.sampleSize)} held-out patches of ${count(map.taskCount)} tasks, ${percent(map.resolvedShare)} resolved, ECE ${map.ece.toFixed(3)}`
          : 'not at all: scored without the steps that led to it',
      ] as const;
    }),
    ...Object.entries(files).map(
      ([file, { bytes, sha256 }]) => [file, `${(bytes / 1e6).toFixed(2)} MB, SHA-256 ${sha256}`] as const,
    ),
    ...MEASURED.flatMap(([metric, name]) => {
      const value = metrics[metric];
      return value === undefined ? [] : [[name, value.toFixed(3)] as const];
    }),
  ];
  const columns = [
    { title: '', align: 'left' },
    { title: '', align: 'left' },
  ] as const;
  return table(
    columns,
    facts.map(([label, value]) => [plain(label), plain(value)]),
  ).trim();
}

function count(value: number): string {
  return value.toLocaleString('en');
}
