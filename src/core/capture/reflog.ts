/** One move of HEAD, as git logs it. */
export interface HeadMove {
  /** Full ids; all zeros before the first commit. */
  readonly from: string;
  readonly to: string;
  /** What a person would have typed: `git commit`, `git checkout main`. */
  readonly command: string;
  /** git's own words: `commit: Mend the totals`. */
  readonly message: string;
}

const LINE = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [^\t\n]*\t(.*)$/;

/** A line of `logs/HEAD`; null when it is none. */
export function parseHeadMove(line: string): HeadMove | null {
  const [, from, to, message] = LINE.exec(line) ?? [];
  if (from === undefined || to === undefined || message === undefined) return null;
  return { from, to, command: commandOf(message), message };
}

function commandOf(message: string): string {
  const checkout = /^checkout: moving from \S+ to (\S+)/.exec(message)?.[1];
  if (checkout !== undefined) return `git checkout ${checkout}`;
  const reset = /^reset: moving to (\S+)/.exec(message)?.[1];
  if (reset !== undefined) return `git reset ${reset}`;
  if (message.startsWith('commit (amend)')) return 'git commit --amend';
  const [operation = 'update'] = /^[a-z][a-z-]*/i.exec(message) ?? [];
  return `git ${operation.toLowerCase()}`;
}
