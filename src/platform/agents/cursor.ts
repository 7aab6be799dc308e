import * as path from 'node:path';
import { place, spellings, type AgentAdapter } from './agentAdapter';

/** `~/.cursor/projects/<workspace, everything but letters and digits as ->/agent-transcripts/`. */
export const cursor: AgentAdapter = {
  label: 'Cursor',
  places: ({ home }) => {
    const root = path.join(home, '.cursor', 'projects');
    return [
      place(root, /./, /^agent-transcripts$/, /\.jsonl$/),
      place(root, /./, /^agent-transcripts$/, /./, /\.jsonl$/),
    ];
  },
  belongs: (session, workspace) => {
    const parts = session.split(path.sep);
    const project = parts[parts.lastIndexOf('agent-transcripts') - 1];
    const names = spellings(workspace).map(folder =>
      folder.replaceAll(/[^A-Za-z0-9]+/g, '-').replace(/^-/, ''),
    );
    return Promise.resolve(project !== undefined && names.includes(project));
  },
};
