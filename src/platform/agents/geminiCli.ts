import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { place, sameFolder, spellings, type AgentAdapter } from './agentAdapter';

/** `$GEMINI_CLI_HOME` or `~`: `.gemini/tmp/<project>/chats/session-*.json(l)`, the project by hash or with a file that names it. */
export const geminiCli: AgentAdapter = {
  label: 'Gemini CLI',
  places: ({ home, environment }) => {
    const root = path.join(environment.GEMINI_CLI_HOME ?? home, '.gemini', 'tmp');
    return [place(root, /./, /^chats$/, /^session-.*\.jsonl?$/)];
  },
  belongs: async (session, workspace) => {
    const project = path.dirname(path.dirname(session));
    const hashes = spellings(workspace).map(folder => createHash('sha256').update(folder).digest('hex'));
    if (hashes.includes(path.basename(project))) return true;
    const root = await readFile(path.join(project, '.project_root'), 'utf8').catch(() => null);
    if (root !== null) return sameFolder(root.trim(), workspace);
    return /^[0-9a-f]{64}$/.test(path.basename(project)) ? false : null;
  },
};
