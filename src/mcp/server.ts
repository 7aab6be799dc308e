import { McpServer, type ServerContext } from '@modelcontextprotocol/server';
import { AGENT_TOOLS, type ToolAnswer } from '../core/protocol/agentTools';
import { AgentTools, type AgentToolPorts } from '../platform/agentTools/agentTools';
import type { ScorerClient } from '../platform/process/scorerClient';
import { answerWithin, scoreInTime } from './answerWithin';
import { ProgressOfCall } from './progressOfCall';

/** Clients give up on a tool that has not answered within a minute, and say less than we can. */
export const ANSWER_WITHIN_MS = 50_000;

/** What a client may do with the tools without asking: they write nothing and reach nothing outside. */
const annotations = { readOnlyHint: true, idempotentHint: true, openWorldHint: false } as const;

/** What the tools are asked through; each call brings its own time. */
type ServerPorts = Omit<AgentToolPorts, 'score'> & {
  readonly scorer: Pick<ScorerClient, 'open' | 'score'>;
};

/** The tools as an MCP server; one is made for each connection. */
export function makeServer(version: string, ports: ServerPorts): McpServer {
  const server = new McpServer(
    { name: 'swe-rm', title: 'SWE-RM: Patch Confidence', version },
    {
      instructions:
        'Judges code changes in one git repository with a local reward model, without running them. Scores are calibrated probabilities, not proof: run the tests where there are some. Nothing is written and nothing leaves the machine.',
    },
  );
  const { score_patch: score, rank_patches: rank, review_change: review } = AGENT_TOOLS;
  server.registerTool(
    'score_patch',
    { ...described(score), inputSchema: score.input, outputSchema: score.output },
    (input, context) => answered(ports, context, (tools, signal) => tools.scorePatch(input, signal)),
  );
  server.registerTool(
    'rank_patches',
    { ...described(rank), inputSchema: rank.input, outputSchema: rank.output },
    (input, context) => answered(ports, context, (tools, signal) => tools.rankPatches(input, signal)),
  );
  server.registerTool(
    'review_change',
    { ...described(review), inputSchema: review.input, outputSchema: review.output },
    (input, context) => answered(ports, context, (tools, signal) => tools.reviewChange(input, signal)),
  );
  return server;
}

function described({ title, description }: { readonly title: string; readonly description: string }) {
  return { title, description, annotations };
}

/** Answers one call in time, and tells a client that asked for it how far it is. */
async function answered<Output extends Record<string, unknown>>(
  { scorer, ...ports }: ServerPorts,
  context: ServerContext,
  ask: (tools: AgentTools, signal: AbortSignal) => Promise<ToolAnswer<Output>>,
) {
  const progress = new ProgressOfCall(context);
  const answer = await answerWithin(ANSWER_WITHIN_MS, context.mcpReq.signal, call => {
    const score = scoreInTime(call, scorer, (done, total) => progress.tell(done, total));
    return ask(new AgentTools({ ...ports, score }), call.signal);
  });
  progress.end();
  return reply(answer);
}

/** The answer as data, and again as text for clients that read no data. A problem is an error that says what to do. */
function reply<Output extends Record<string, unknown>>(answer: ToolAnswer<Output>) {
  if (answer.kind === 'problem') {
    const { code, message } = answer.problem;
    return { isError: true, content: [{ type: 'text' as const, text: `${code}: ${message}` }] };
  }
  const text = JSON.stringify(answer.output);
  return { structuredContent: answer.output, content: [{ type: 'text' as const, text }] };
}
