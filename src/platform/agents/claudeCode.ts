import path from 'node:path';
import { place } from './agentAdapter';
import type { AgentAdapter } from './agentAdapter';

/** `$CLAUDE_CONFIG_DIR` or `~/.claude`: `projects/<workspace, everything but letters and digits as ->/<uuid>.jsonl`. */
export const claudeCode: AgentAdapter = {
  label: 'Claude Code',
  places: ({ home, environment }, workspace) => {
    const root = environment.CLAUDE_CONFIG_DIR ?? path.join(home, '.claude');
    const folder = workspace === null ? /./ : new RegExp(`^${folderOf(workspace)}$`);
    return [place(path.join(root, 'projects'), folder, /^[0-9a-f-]{36}\.jsonl$/)];
  },
  belongs: (session, workspace) =>
    Promise.resolve(path.basename(path.dirname(session)) === folderOf(workspace)),
};

function folderOf(workspace: string): string {
  return workspace.replaceAll(/[^A-Za-z0-9]/g, '-');
}
