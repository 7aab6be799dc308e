import * as path from 'node:path';
import { place, spellings, type AgentAdapter } from './agentAdapter';

/** `$CLAUDE_CONFIG_DIR` or `~/.claude`: `projects/<workspace, everything but letters and digits as ->/<uuid>.jsonl`. */
export const claudeCode: AgentAdapter = {
  label: 'Claude Code',
  places: ({ home, environment }, workspace) => {
    const root = environment.CLAUDE_CONFIG_DIR ?? path.join(home, '.claude');
    const folder = workspace === null ? /./ : new RegExp(`^(?:${foldersOf(workspace).join('|')})$`);
    return [place(path.join(root, 'projects'), folder, /^[0-9a-f-]{36}\.jsonl$/)];
  },
  belongs: (session, workspace) =>
    Promise.resolve(foldersOf(workspace).includes(path.basename(path.dirname(session)))),
};

function foldersOf(workspace: string): readonly string[] {
  return spellings(workspace).map(folder => folder.replaceAll(/[^A-Za-z0-9]/g, '-'));
}
