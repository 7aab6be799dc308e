import { McpServer } from '@modelcontextprotocol/server';
import { AGENT_TOOLS, type ToolAnswer } from '../core/protocol/agentTools';
import type { AgentTools } from '../platform/agentTools/agentTools';

/** What a client may do with the tools without asking: they write nothing and reach nothing outside. */
const annotations = { readOnlyHint: true, idempotentHint: true, openWorldHint: false } as const;

/** The tools as an MCP server; one is made for each connection. */
export function makeServer(version: string, tools: AgentTools): McpServer {
  const server = new McpServer(
    { name: 'swe-rm', title: 'SWE-RM: Patch Confidence', version },
    {
      instructions:
        'Judges code changes of one git repository by a local reward model, without running them. Scores are calibrated probabilities, not proof: run the tests where there are some. Nothing is written and nothing leaves the machine.',
    },
  );
  const { score_patch: score, rank_patches: rank, review_change: review } = AGENT_TOOLS;
  server.registerTool(
    'score_patch',
    { ...described(score), inputSchema: score.input, outputSchema: score.output },
    async (input, context) => reply(await tools.scorePatch(input, context.mcpReq.signal)),
  );
  server.registerTool(
    'rank_patches',
    { ...described(rank), inputSchema: rank.input, outputSchema: rank.output },
    async (input, context) => reply(await tools.rankPatches(input, context.mcpReq.signal)),
  );
  server.registerTool(
    'review_change',
    { ...described(review), inputSchema: review.input, outputSchema: review.output },
    async (input, context) => reply(await tools.reviewChange(input, context.mcpReq.signal)),
  );
  return server;
}

function described({ title, description }: { readonly title: string; readonly description: string }) {
  return { title, description, annotations };
}

/** The answer as data, and again as text for clients that read no data. A problem is an error that says what to do. */
function reply<Output extends Record<string, unknown>>(answer: ToolAnswer<Output>) {
  if (answer.kind === 'problem') {
    const { code, message } = answer.problem;
    return { isError: true, content: [{ type: 'text' as const, text: `${code}: ${message}` }] };
  }
  const text = JSON.stringify(answer.output, null, 2);
  return { structuredContent: answer.output, content: [{ type: 'text' as const, text }] };
}
