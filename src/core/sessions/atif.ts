import { parseTrajectory } from '../trajectory/parseTrajectory';
import type { ParsedTrajectory } from '../trajectory/parseTrajectory';
import { listIn, objectIn, textField } from './looseJson';
import type { SessionConverter, SessionFormat } from './sessionFormat';

/** An ATIF document, also inside `{trajectory: …}` as evaluation harnesses keep it. */
export const atifDocument: SessionFormat = {
  form: 'document',
  label: 'ATIF',
  recognises: ([document]) => inner(document) !== undefined,
  start: () => {
    let parsed: ParsedTrajectory = parseTrajectory(null);
    const converter: SessionConverter = {
      push: document => {
        parsed = parseTrajectory(inner(document));
      },
      convert: () => ({
        trajectory: parsed.trajectory ?? NOTHING,
        problems: parsed.problems,
        edited: [],
      }),
    };
    return converter;
  },
};

const NOTHING = {
  sessionId: null,
  agent: { name: 'unknown', version: null, model: null },
  origin: { kind: 'unknown' },
  task: null,
  workspace: null,
  baseCommit: null,
  steps: [],
  patch: null,
  notes: null,
} as const;

function inner(document: unknown): unknown {
  const root = objectIn(document);
  for (const candidate of [root, objectIn(root?.trajectory)])
    if (textField(candidate, 'schema_version') !== undefined && listIn(candidate?.steps) !== undefined)
      return candidate;
  return undefined;
}
