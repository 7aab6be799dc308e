import * as vscode from 'vscode';
import type { ChatTurn } from '../../../core/candidates/generationPrompt';
import { ChatProblem, type ChatModel } from '../../../platform/candidates/generate';
import { messageOf } from '../../../core/text/messageOf';

/** No diff is that long; a model that goes on and on is stopped here. */
const MAX_ANSWER = 2_000_000;

/** A chat model that the editor offers, such as those of Copilot or of another extension. */
export class EditorModel implements ChatModel {
  constructor(private readonly model: vscode.LanguageModelChat) {}

  /**
   * The models of the editor.
   *
   * @throws one sentence when an extension that brings some fails
   */
  static async all(): Promise<readonly EditorModel[]> {
    try {
      const models = await vscode.lm.selectChatModels();
      return models.map(model => new EditorModel(model));
    } catch (error) {
      const what = firstLine(error) || 'no reason given';
      throw new Error(`The editor’s chat models could not be listed (${what}); try again later.`, {
        cause: error,
      });
    }
  }

  get name(): string {
    return this.model.name || this.model.id;
  }

  get vendor(): string {
    return this.model.vendor;
  }

  /** Tokens that a request may have. */
  get maxInputTokens(): number {
    return this.model.maxInputTokens;
  }

  /** Tokens of one message, as this model counts them. */
  async countTokens({ text }: ChatTurn): Promise<number> {
    return this.model.countTokens(text);
  }

  async answer(turns: readonly ChatTurn[], signal: AbortSignal): Promise<string> {
    const cancellation = new vscode.CancellationTokenSource();
    const cancel = () => cancellation.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const messages = turns.map(({ role, text }) =>
        role === 'user'
          ? vscode.LanguageModelChatMessage.User(text)
          : vscode.LanguageModelChatMessage.Assistant(text),
      );
      const response = await this.model.sendRequest(
        messages,
        { justification: 'SWE-RM asks for candidates for the task that you set.' },
        cancellation.token,
      );
      let answer = '';
      for await (const part of response.text) {
        answer += part;
        if (signal.aborted || answer.length > MAX_ANSWER) break;
      }
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      throw this.problem(error);
    } finally {
      signal.removeEventListener('abort', cancel);
      cancellation.dispose();
    }
  }

  /** In words; an extension's own error may say anything, so only its first line is shown. */
  private problem(error: unknown): ChatProblem {
    const code = error instanceof vscode.LanguageModelError ? error.code : '';
    if (code === vscode.LanguageModelError.NoPermissions.name)
      return new ChatProblem(`${this.name} was not asked, because you did not allow it.`);
    if (code === vscode.LanguageModelError.NotFound.name)
      return new ChatProblem(`${this.name} is no longer available; choose another model.`);
    const what = firstLine(error);
    if (code === vscode.LanguageModelError.Blocked.name || /quota|rate.?limit|too many requests/i.test(what))
      return new ChatProblem(
        `${this.name} gives no more answers for now (${what || 'quota used up'}); try again later.`,
      );
    return new ChatProblem(`${this.name} failed: ${what || 'no reason given'}.`);
  }
}

function firstLine(error: unknown): string {
  const [line = ''] = messageOf(error).split('\n');
  return line.trim().replace(/\.$/, '').slice(0, 200);
}
