import { access } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';

const KEY = 'sweRm.testCommand';

/** Files that say how a project is usually tested. Only their presence is looked at; nothing is run to find out. */
const USUAL: readonly (readonly [string, string])[] = [
  ['package.json', 'npm test'],
  ['pyproject.toml', 'python -m pytest'],
  ['setup.py', 'python -m pytest'],
  ['Cargo.toml', 'cargo test'],
  ['go.mod', 'go test ./...'],
  ['pom.xml', 'mvn test'],
  ['gradlew', './gradlew test'],
  ['Makefile', 'make test'],
];

/** Asks for the command that runs the project's tests; the one used last is offered first. Null: changed their mind. */
export async function chooseTestCommand(root: string, memory: vscode.Memento): Promise<string | null> {
  const last = memory.get<string>(KEY);
  const present = await Promise.all(USUAL.map(([file]) => exists(path.join(root, file))));
  const usual = USUAL.filter((_, index) => present[index]).map(([, command]) => command);
  const type = '$(edit) Type a command…';
  const items: vscode.QuickPickItem[] = [
    ...(last === undefined ? [] : [{ label: last, description: 'used last' }]),
    ...[...new Set(usual)]
      .filter(command => command !== last)
      .map(label => ({ label, description: 'usual for this kind of project' })),
    { label: type, alwaysShow: true },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Run Tests: the command',
    placeHolder: 'You will be asked to confirm it before it runs',
  });
  if (chosen === undefined) return null;
  const command =
    chosen.label !== type
      ? chosen.label
      : await vscode.window.showInputBox({
          title: 'Run Tests: the command',
          prompt: 'It runs in a shell, on a copy of the change; exit status 0 means that the tests passed',
          placeHolder: 'npm test',
          value: last ?? '',
        });
  if (command === undefined || command.trim() === '') return null;
  await memory.update(KEY, command.trim());
  return command.trim();
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
