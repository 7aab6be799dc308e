import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { editorUserFolders, place, sameFolder, type AgentAdapter } from './agentAdapter';
import { readDescription } from './readDescription';
import { textField } from '../../core/sessions/looseJson';

/** The editor's `workspaceStorage/<hash>`, beside a `workspace.json` that names the folder. */
export const copilotChat: AgentAdapter = {
  label: 'Copilot Chat',
  places: machine =>
    editorUserFolders(machine).flatMap(folder => [
      place(
        path.join(folder, 'workspaceStorage'),
        /./,
        /^GitHub\.copilot-chat$/i,
        /^transcripts$/,
        /\.jsonl$/,
      ),
      place(path.join(folder, 'workspaceStorage'), /./, /^chatSessions$/, /\.jsonl?$/),
    ]),
  belongs: async (session, workspace) => {
    const parts = session.split(path.sep);
    const storage = parts.slice(0, parts.lastIndexOf('workspaceStorage') + 2).join(path.sep);
    const folder = await describedFolder(path.join(storage, 'workspace.json'));
    return folder === null ? null : sameFolder(folder, workspace);
  },
};

async function describedFolder(file: string): Promise<string | null> {
  const folder = textField(await readDescription(file), 'folder');
  if (folder === undefined) return null;
  try {
    // A folder on another machine is a URI of another scheme; its path is what that machine calls it.
    return folder.startsWith('file:') ? fileURLToPath(folder) : decodeURIComponent(new URL(folder).pathname);
  } catch {
    return null;
  }
}
