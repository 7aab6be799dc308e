import * as vscode from 'vscode';
import { countText } from '../../../core/text/countText';
import { NothingToDo } from '../../nothingToDo';
import { MAX_CANDIDATES } from '../alternatives';
import { namedRows } from '../namedRows';

/** Ends the words above a list that may be cut, where it is. */
export function listedWords(listed: number, limit: number): string {
  return listed < limit ? '' : `; only the newest ${limit.toLocaleString('en')} are listed`;
}

/**
 * Asks for one or more of a list, at most as many as are ranked; null when the person went away.
 *
 * @throws one sentence when it was accepted without a tick: the row that has the focus looks as if it were chosen
 */
export async function pickMany<T>(
  title: string,
  placeHolder: string,
  values: readonly T[],
  show: (value: T) => { readonly label: string; readonly description?: string; readonly picked?: boolean },
): Promise<readonly T[] | null> {
  const items = namedRows(values.map(value => ({ ...show(value), value })));
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder,
    canPickMany: true,
    matchOnDescription: true,
  });
  if (chosen === undefined) return null;
  if (chosen.length === 0)
    throw new NothingToDo(
      'No row was selected; select rows with the mouse, or with the arrow keys and Space.',
    );
  // One tick takes all of a list: thousands would be read for minutes, to be refused in the end.
  const taken = chosen.slice(0, MAX_CANDIDATES);
  if (taken.length < chosen.length)
    void vscode.window.showWarningMessage(
      `Only the first ${taken.length} of ${countText(chosen.length, 'selected row')} are used; no more can be ranked.`,
    );
  return taken.map(({ value }) => value);
}
