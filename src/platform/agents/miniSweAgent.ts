import * as path from 'node:path';
import { place, type AgentAdapter } from './agentAdapter';

/** The last run in the program's own folder of settings; others where the user had them written. */
export const miniSweAgent: AgentAdapter = {
  label: 'mini-swe-agent',
  places: ({ home, platform, environment }, workspace) => {
    const settings =
      platform === 'darwin'
        ? path.join(home, 'Library', 'Application Support')
        : platform === 'win32'
          ? (environment.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local'))
          : (environment.XDG_CONFIG_HOME ?? path.join(home, '.config'));
    const root = environment.MSWEA_GLOBAL_CONFIG_DIR ?? path.join(settings, 'mini-swe-agent');
    return [place(root, /\.traj\.json$/), ...(workspace === null ? [] : [place(workspace, /\.traj\.json$/)])];
  },
};
