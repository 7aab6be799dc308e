// Chat models that answer from a script: each is one way in which a model may behave.
const vscode = require('vscode');

/** A diff of the first file in the prompt that holds the line: the line becomes another. */
function diffOf(prompt, from, to) {
  for (const [, path, body] of prompt.matchAll(/<file path="([^"]+)">\n([\s\S]*?)\n<\/file>/g)) {
    const lines = body.split('\n');
    const at = lines.findIndex(line => line.includes(from));
    if (at === -1) continue;
    const start = Math.max(0, at - 3);
    const shown = lines.slice(start, at + 4);
    const changed = shown.flatMap((line, i) =>
      start + i === at ? [`-${line}`, `+${line.replace(from, to)}`] : [` ${line}`],
    );
    const size = shown.length;
    return [
      `--- a/${path}`,
      `+++ b/${path}`,
      `@@ -${start + 1},${size} +${start + 1},${size} @@`,
      ...changed,
      '',
    ].join('\n');
  }
  return 'I see no file that I could change.';
}

const LINE = '-right.shape[1]:] = 1';
const good = prompt => diffOf(prompt, LINE, '-right.shape[1]:] = right');
const unfit = prompt => good(prompt).replace(/^ (.*\S.*)$/m, ' $1 that is nowhere');

/** How often a model was asked, by its id. */
const asked = { quota: 0, slow: 0 };
const MODELS = {
  good: prompt => good(prompt),
  prose: prompt =>
    `The right operand is overwritten with ones. This mends it:\n\n\`\`\`diff\n${good(prompt)}\`\`\`\n\nAll tests should pass now.`,
  mends: (prompt, turns) => (turns === 1 ? unfit(prompt) : good(prompt)),
  unfit: prompt => unfit(prompt),
  refuses: () => 'Sorry, I cannot help with that.',
  quota: prompt => {
    if (++asked.quota > 1) throw vscode.LanguageModelError.Blocked('You have used up your quota for today.');
    return good(prompt);
  },
  guarded: prompt => good(prompt),
  slow: async (prompt, _, token) => {
    if (++asked.slow > 1) await new Promise(resolve => token.onCancellationRequested(resolve));
    return good(prompt);
  },
};

const textOf = message => message.content.map(part => part.value ?? '').join('');

exports.activate = context => {
  context.subscriptions.push(
    vscode.lm.registerLanguageModelChatProvider('test-models', {
      provideLanguageModelChatInformation: () =>
        Object.keys(MODELS).map(id => ({
          id,
          name: `model that is ${id}`,
          family: id,
          version: '1',
          maxInputTokens: 100_000,
          maxOutputTokens: 10_000,
          capabilities: { toolCalling: true },
          isUserSelectable: true,
          isDefault: id === 'good',
          // Its first use by another extension is asked for by the editor.
          ...(id === 'guarded' ? { requiresAuthorization: { label: 'Test account' } } : {}),
        })),
      provideLanguageModelChatResponse: async (model, messages, _, progress, token) => {
        const turns = messages.length;
        const answer = await MODELS[model.id](textOf(messages[0]), turns, token);
        for (const line of answer.match(/[^\n]*\n|[^\n]+$/g) ?? [])
          progress.report(new vscode.LanguageModelTextPart(line));
      },
      provideTokenCount: (_, text) => Math.ceil((typeof text === 'string' ? text : textOf(text)).length / 4),
    }),
  );
};
