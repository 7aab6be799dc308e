import { place, type AgentAdapter } from './agentAdapter';

/** `.aider.chat.history.md` at the root of the repository it works in. */
export const aider: AgentAdapter = {
  label: 'aider',
  places: (_, workspace) => (workspace === null ? [] : [place(workspace, /^\.aider\.chat\.history\.md$/)]),
  belongs: () => Promise.resolve(true),
};
