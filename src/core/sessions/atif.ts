import { EMPTY_TRAJECTORY } from '../trajectory/emptyTrajectory';
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
        trajectory: parsed.trajectory ?? EMPTY_TRAJECTORY,
        problems: parsed.problems,
        edited: [],
      }),
    };
    return converter;
  },
};

function inner(document: unknown): unknown {
  const root = objectIn(document);
  for (const candidate of [root, objectIn(root?.trajectory)])
    if (textField(candidate, 'schema_version') !== undefined && listIn(candidate?.steps) !== undefined)
      return candidate;
  return undefined;
}
