import * as path from 'node:path';
import { place, placeOfFolders, type AgentAdapter } from './agentAdapter';

/** `~/.openhands`: a folder of `events/` for each conversation. Evaluations leave `output.jsonl` in the workspace. */
export const openHands: AgentAdapter = {
  label: 'OpenHands',
  places: ({ home }, workspace) => [
    placeOfFolders(path.join(home, '.openhands', 'conversations'), /./, /^events$/),
    placeOfFolders(path.join(home, '.openhands', 'sessions'), /./, /^events$/),
    ...(workspace === null
      ? []
      : [place(workspace, /^trajectory\.json$/), place(workspace, /^output\.jsonl$/)]),
  ],
};
