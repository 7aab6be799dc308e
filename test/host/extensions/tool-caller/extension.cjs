// Calls the tools that out/calls.json of the workspace names, as an agent in the editor would, and writes what they
// answer to out/answers.json.
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

async function invoke({ name, input }) {
  try {
    const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
    return { content: content.map(part => part.value) };
  } catch (error) {
    return { thrown: String(error) };
  }
}

async function call() {
  const folder = path.join(vscode.workspace.workspaceFolders[0].uri.fsPath, 'out');
  const answers = [];
  for (const item of JSON.parse(readFileSync(path.join(folder, 'calls.json'), 'utf8')))
    answers.push(await invoke(item));
  const tools = vscode.lm.tools.map(({ name, inputSchema }) => ({ name, inputSchema }));
  writeFileSync(path.join(folder, 'answers.json'), JSON.stringify({ tools, answers }));
}

module.exports = {
  activate: context => context.subscriptions.push(vscode.commands.registerCommand('toolCaller.call', call)),
};
