import * as path from 'node:path';
import { editorUserFolders, place, sameFolder, type AgentAdapter } from './agentAdapter';
import { readDescription } from './readDescription';
import { textField } from '../../core/sessions/looseJson';

const MESSAGES = /\.messages\.json$/;

/**
 * `globalStorage/<extension>/tasks/<id>/api_conversation_history.json` of the editor; Cline's newer core in `~/.cline`, where
 * the messages do not say in which folder they were, and `<id>.json` beside `<id>.messages.json` does.
 */
export const cline: AgentAdapter = {
  label: 'Cline and Roo Code',
  places: machine => [
    ...editorUserFolders(machine).map(folder =>
      place(
        path.join(folder, 'globalStorage'),
        /^(?:saoudrizwan\.claude-dev|rooveterinaryinc\.roo-cline)$/,
        /^tasks$/,
        /./,
        /^api_conversation_history\.json$/,
      ),
    ),
    place(path.join(machine.home, '.cline', 'data', 'tasks'), /./, /^api_conversation_history\.json$/),
    place(path.join(machine.home, '.cline', 'data', 'sessions'), /./, MESSAGES),
  ],
  belongs: async (session, workspace) => {
    if (!MESSAGES.test(session)) return null;
    const folder = textField(
      await readDescription(session.replace(MESSAGES, '.json')),
      'cwd',
      'workspace_root',
    );
    return folder === undefined ? null : sameFolder(folder, workspace);
  },
};
