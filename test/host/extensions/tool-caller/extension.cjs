// Calls the tools that out/calls.json of the workspace names and writes what they answer to out/<file>: as an extension would,
// by a command, and as an agent would, when a chat participant is asked.
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

async function invoke({ name, input }, toolInvocationToken, token) {
  try {
    const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken }, token);
    return { content: content.map(part => part.value) };
  } catch (error) {
    return { thrown: String(error) };
  }
}

async function callAll(file, toolInvocationToken, token) {
  const folder = path.join(vscode.workspace.workspaceFolders[0].uri.fsPath, 'out');
  const answers = [];
  for (const item of JSON.parse(readFileSync(path.join(folder, 'calls.json'), 'utf8')))
    answers.push(await invoke(item, toolInvocationToken, token));
  const tools = vscode.lm.tools.map(({ name, inputSchema }) => ({ name, inputSchema }));
  writeFileSync(path.join(folder, file), JSON.stringify({ tools, answers }));
  return answers;
}

/** Answers a prompt with what the tools said. */
async function participate({ toolInvocationToken }, _, stream, token) {
  for (const { content, thrown } of await callAll('participated.json', toolInvocationToken, token))
    stream.markdown(`${JSON.parse(content?.join('') ?? '{}').reading ?? thrown ?? 'a problem'}\n\n`);
}

module.exports = {
  activate: context =>
    context.subscriptions.push(
      vscode.commands.registerCommand('toolCaller.call', async () => {
        // The chat knows models that somebody has asked for.
        await vscode.lm.selectChatModels();
        await callAll('answers.json');
      }),
      vscode.chat.createChatParticipant('swe-rm-test.agent', participate),
    ),
};
