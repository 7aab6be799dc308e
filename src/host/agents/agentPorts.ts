import type { AgentToolPorts } from '../../platform/agentTools/agentTools';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import type { Scoring } from '../scoring/scoring';
import type { TaskStore } from '../task/taskStore';

/** What agents' tools see of the window. */
export function agentPorts(repository: RepositoryFinder, tasks: TaskStore, scorer: Scoring): AgentToolPorts {
  return {
    repository: async () => {
      const found = await repository.find();
      return found.kind === 'found' ? found.git : { problem: found.problem.sentence };
    },
    defaultTask: async () => ({ task: await tasks.current(), problem: tasks.fileProblem }),
    excluded: ({ root }) => tasks.excluded(root),
    score: async (request, signal) => {
      const outcome = await scorer.score(request, signal);
      if (outcome.kind === 'done') return outcome.result;
      if (outcome.kind === 'cancelled') return { code: 'cancelled', message: 'The call was cancelled.' };
      return { code: 'scorerFailed', message: outcome.problem.sentence };
    },
  };
}
