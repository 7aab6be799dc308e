import * as path from 'node:path';
import { place, type AgentAdapter } from './agentAdapter';

/** `$CONTINUE_GLOBAL_DIR` or `~/.continue`: `sessions/<id>.json`, beside a list of them all. */
export const continueDev: AgentAdapter = {
  label: 'Continue',
  places: ({ home, environment }) => {
    const root = environment.CONTINUE_GLOBAL_DIR ?? path.join(home, '.continue');
    return [place(path.join(root, 'sessions'), /^(?!sessions\.json$).*\.json$/)];
  },
};
