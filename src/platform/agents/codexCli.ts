import * as path from 'node:path';
import { place, type AgentAdapter } from './agentAdapter';

/** `$CODEX_HOME` or `~/.codex`: `sessions/YYYY/MM/DD/rollout-*.jsonl`. */
export const codexCli: AgentAdapter = {
  label: 'Codex CLI',
  places: ({ home, environment }) => {
    const root = environment.CODEX_HOME ?? path.join(home, '.codex');
    return [place(path.join(root, 'sessions'), /^\d{4}$/, /^\d\d$/, /^\d\d$/, /^rollout-.*\.jsonl$/)];
  },
};
