import * as vscode from 'vscode';

/**
 * Asks for one or more of a list; null when the person went away.
 *
 * @throws one sentence when it was accepted without a tick: the row that has the focus looks as if it were chosen
 */
export async function pickMany<T>(
  title: string,
  placeHolder: string,
  values: readonly T[],
  show: (value: T) => { readonly label: string; readonly description?: string; readonly picked?: boolean },
): Promise<readonly T[] | null> {
  const items = values.map(value => ({ ...show(value), value }));
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder,
    canPickMany: true,
    matchOnDescription: true,
  });
  if (chosen === undefined) return null;
  if (chosen.length === 0)
    throw new Error('Nothing was ticked; tick rows with the mouse, or with the arrow keys and Space.');
  return chosen.map(({ value }) => value);
}
