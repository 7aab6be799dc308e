import * as path from 'node:path';
import { place, type AgentAdapter } from './agentAdapter';

/** `trajectories/<user>/<run>/<instance>/<instance>.traj` in the folder it was started in. */
export const sweAgent: AgentAdapter = {
  label: 'SWE-agent',
  places: (_, workspace) =>
    workspace === null
      ? []
      : [
          place(path.join(workspace, 'trajectories'), /./, /./, /\.traj$/),
          place(path.join(workspace, 'trajectories'), /./, /./, /./, /\.traj$/),
        ],
  belongs: () => Promise.resolve(true),
};
