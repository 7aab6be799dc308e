import path from 'node:path';
import { editorUserFolders, place } from './agentAdapter';
import type { AgentAdapter } from './agentAdapter';

/** `globalStorage/<extension>/tasks/<id>/api_conversation_history.json` of the editor; Cline's newer core in `~/.cline`. */
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
    place(path.join(machine.home, '.cline', 'data', 'sessions'), /./, /\.messages\.json$/),
  ],
};
