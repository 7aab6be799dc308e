import path from 'node:path';
import { place } from './agentAdapter';
import type { AgentAdapter } from './agentAdapter';

/** `$CLAUDE_CONFIG_DIR` or `~/.claude`: `projects/<workspace, everything but letters and digits as ->/<uuid>.jsonl`. */
export const claudeCode: AgentAdapter = {
  label: 'Claude Code',
  places: ({ home, environment }) => {
    const root = environment.CLAUDE_CONFIG_DIR ?? path.join(home, '.claude');
    return [place(path.join(root, 'projects'), /./, /^[0-9a-f-]{36}\.jsonl$/)];
  },
  belongs: (session, workspace) =>
    Promise.resolve(path.basename(path.dirname(session)) === workspace.replaceAll(/[^A-Za-z0-9]/g, '-')),
};
