import * as vscode from 'vscode';
import type { ZodType } from 'zod';
import type { AgentToolName, ToolAnswer } from '../../core/protocol/agentTools';
import type { AgentToolPorts } from '../../platform/agentTools/agentTools';
import { withSignal } from '../cancellableWork';
import { Disposables } from '../disposal';

/** Said while a tool runs. */
const WORKING: Readonly<Record<AgentToolName, string>> = {
  score_patch: 'Scoring the patch',
  rank_patches: 'Ranking the patches',
  review_change: 'Reviewing the change',
};

/**
 * Registers the tools of package.json (`languageModelTools`) for agents in the editor, where it has them. They ask for no
 * confirmation: they write nothing, run nothing and read what the extension reads anyway.
 */
export function registerLanguageModelTools(
  ports: AgentToolPorts,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const disposables = new Disposables();
  // Editors that are made from VS Code may lack it.
  const lm = vscode.lm as Partial<typeof vscode.lm> | undefined;
  if (lm?.registerTool === undefined) return disposables;
  for (const [name, invocationMessage] of Object.entries(WORKING) as [AgentToolName, string][]) {
    disposables.add(
      lm.registerTool<object>(`swe-rm_${name}`, {
        prepareInvocation: () => ({ invocationMessage }),
        invoke: async ({ input }, token) => {
          try {
            return answered(await call(name, ports, input, token));
          } catch (error) {
            log.error(`The tool ${name} failed.`, error);
            throw error;
          }
        },
      }),
    );
  }
  return disposables;
}

async function call(
  name: AgentToolName,
  ports: AgentToolPorts,
  input: unknown,
  token: vscode.CancellationToken,
): Promise<ToolAnswer<object>> {
  // Read with the first call: making schemas is a good part of what activation would cost.
  const [{ AGENT_TOOLS }, { AgentTools }] = await Promise.all([
    import('../../core/protocol/agentTools'),
    import('../../platform/agentTools/agentTools'),
  ]);
  const tools = new AgentTools(ports);
  return withSignal(token, signal => {
    switch (name) {
      case 'score_patch':
        return checked(AGENT_TOOLS[name].input, input, own => tools.scorePatch(own, signal));
      case 'rank_patches':
        return checked(AGENT_TOOLS[name].input, input, own => tools.rankPatches(own, signal));
      case 'review_change':
        return checked(AGENT_TOOLS[name].input, input, own => tools.reviewChange(own, signal));
    }
  });
}

/** The editor checks the input against package.json, but not all that the schema says. */
async function checked<Input>(
  schema: ZodType<Input>,
  input: unknown,
  run: (input: Input) => Promise<ToolAnswer<object>>,
): Promise<ToolAnswer<object>> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return run(parsed.data);
  const [issue] = parsed.error.issues;
  const message = `${issue?.path.join('.') ?? 'input'}: ${issue?.message ?? 'not understood'}; see the tool's schema.`;
  return { kind: 'problem', problem: { code: 'invalidInput', message } };
}

/** As text, which is all that a tool of the editor can answer; a problem is data too, so that a model reads what to do. */
function answered(answer: ToolAnswer<object>): vscode.LanguageModelToolResult {
  const content = answer.kind === 'done' ? answer.output : { error: answer.problem };
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(content))]);
}
