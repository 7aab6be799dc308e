import * as vscode from 'vscode';

/** Asks for one or more of a list; null when the person went away or took none. */
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
  return chosen === undefined || chosen.length === 0 ? null : chosen.map(({ value }) => value);
}
