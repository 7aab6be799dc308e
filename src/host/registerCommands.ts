import * as vscode from 'vscode';
import { Disposables } from './disposal';
import { telling } from './telling';

/** What commands do, by their names without the prefix. */
export type Handlers = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/**
 * Registers commands whose handlers are loaded with the first one that is called: most windows never call one. An error
 * in one is told once and logged.
 *
 * @param names without the prefix
 */
export function registerCommands(
  names: readonly string[],
  load: () => Promise<Handlers>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const disposables = new Disposables();
  let loading: Promise<Handlers> | undefined;
  for (const name of names) {
    disposables.add(
      vscode.commands.registerCommand(`sweRm.${name}`, (...args: readonly unknown[]) =>
        telling(
          name,
          async () => {
            const run = (await (loading ??= load()))[name];
            if (run === undefined) throw new Error(`The command ${name} is not known.`);
            await run(...args);
          },
          log,
        ),
      ),
    );
  }
  return disposables;
}

/** Names of the commands that package.json contributes, without the prefix. */
export function contributedCommands({ packageJSON }: vscode.Extension<unknown>): readonly string[] {
  const { contributes } = packageJSON as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  return contributes.commands.map(({ command }) => command.slice(command.indexOf('.') + 1));
}
