import * as path from 'node:path';
import { place, type AgentAdapter } from './agentAdapter';

/** `~/.copilot/session-state/<id>/events.jsonl`; older versions have `<id>.jsonl`. */
export const copilotCli: AgentAdapter = {
  label: 'Copilot CLI',
  places: ({ home, environment }) => {
    const root = path.join(environment.COPILOT_HOME ?? path.join(home, '.copilot'), 'session-state');
    return [place(root, /./, /^events\.jsonl$/), place(root, /\.jsonl$/)];
  },
};
