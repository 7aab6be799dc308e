import { parsePatch } from '../../core/patch/parsePatch';
import { pathOf } from '../../core/patch/patch';
import type { Origin, Step } from '../../core/trajectory/trajectory';

/** How far apart an agent's own record of an edit and its trace on the disk may be, in milliseconds. */
const NEAR = 60_000;

/**
 * Whether an agent's own session shows that it made a recorded change: both tell of the same file at the same time. Anything
 * less is no evidence, and the origin stays unknown.
 *
 * @param recorded steps of a recording; only changes by another process count
 * @param session steps of the agent's session
 * @param detail which session, for people
 */
export function attributedTo(
  agent: string,
  detail: string,
  recorded: readonly Step[],
  session: readonly Step[],
): Extract<Origin, { kind: 'agent' }> | null {
  const edits = session.flatMap(({ kind, timestamp, patch }) =>
    kind === 'edit' && patch !== null ? [{ at: Date.parse(timestamp ?? ''), patch }] : [],
  );
  const agrees = recorded.some(({ kind, message, timestamp, patch }) => {
    if (kind !== 'edit' || patch === null || !/ on disk /.test(message)) return false;
    const at = Date.parse(timestamp ?? '');
    // Of a long session next to nothing is near: the rest need not be read.
    const near = edits.filter(edit => Math.abs(edit.at - at) <= NEAR);
    if (near.length === 0) return false;
    const paths = pathsOf(patch);
    return near.some(edit => [...pathsOf(edit.patch)].some(path => paths.has(path)));
  });
  return agrees ? { kind: 'agent', name: agent, evidence: [{ kind: 'sessionFile', detail }] } : null;
}

function pathsOf(patch: string): ReadonlySet<string> {
  return new Set(parsePatch(patch).files.map(pathOf));
}
