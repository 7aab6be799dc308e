import type { Origin } from '../trajectory/trajectory';

/** Agents that sign the commits they make, by the trailer they write. */
const AGENTS: readonly (readonly [RegExp, string])[] = [
  [/^co-authored-by:.*\bclaude\b/i, 'Claude Code'],
  [/^co-authored-by:.*\bcodex\b/i, 'Codex'],
  [/^co-authored-by:.*\bcopilot\b/i, 'Copilot'],
  [/^co-authored-by:.*\bcursor\b/i, 'Cursor'],
  [/^co-authored-by:.*\baider\b/i, 'aider'],
  [/^co-authored-by:.*\bgemini\b/i, 'Gemini CLI'],
  [/^co-authored-by:.*\bopenhands\b/i, 'OpenHands'],
  [/^co-authored-by:.*\bdevin\b/i, 'Devin'],
];

/** Who made a commit, when its message ends with an agent's trailer; a mention anywhere else is no evidence. */
export function originFromCommit(message: string): Origin {
  const paragraphs = message.trimEnd().split(/\n\s*\n/);
  const last = paragraphs.length > 1 ? (paragraphs.at(-1) ?? '') : '';
  for (const line of last.split('\n')) {
    const agent = AGENTS.find(([pattern]) => pattern.test(line.trim()));
    if (agent !== undefined) {
      return {
        kind: 'agent',
        name: agent[1],
        evidence: [{ kind: 'commitTrailer', detail: line.trim().slice(0, 200) }],
      };
    }
  }
  return { kind: 'unknown' };
}
