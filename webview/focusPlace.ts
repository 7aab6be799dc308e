/**
 * Notes where the focus is, before a page is drawn anew.
 *
 * @returns puts it back after drawing, where drawing took it: on the same button, wherever it stands now; where its row of a
 *   list is gone (a removed candidate), on the row that took its place; else on the heading of the section. Who removes ten
 *   candidates of sixty must not start over at the top each time.
 */
export function noteFocus(): () => void {
  const focused = document.activeElement;
  const section = focused?.closest('section') ?? null;
  if (focused === null || section === null) return () => undefined;
  const label = focused.getAttribute('aria-label');
  const row = rowOf(focused);
  const rowIndex = row === null ? -1 : rowsOf(section).indexOf(row);
  // From the end: the first row of a group has more buttons than the others.
  const buttonIndex = row === null ? -1 : buttonsOf(row).indexOf(focused) - buttonsOf(row).length;
  return () => {
    if (document.activeElement !== document.body) return;
    const rows = rowIndex < 0 ? [] : rowsOf(section);
    const inItsPlace = rows[Math.min(rowIndex, rows.length - 1)];
    const found =
      (focused.isConnected ? focused : null) ??
      (label === null
        ? undefined
        : buttonsOf(section).find(button => button.getAttribute('aria-label') === label)) ??
      (inItsPlace === undefined ? undefined : buttonsOf(inItsPlace).at(buttonIndex)) ??
      section.querySelector('h2');
    if (found instanceof HTMLElement) found.focus();
  };
}

function rowOf(element: Element): Element | null {
  return element.closest('.member');
}

function rowsOf(section: Element): readonly Element[] {
  return [...section.querySelectorAll('.member')];
}

function buttonsOf(part: Element): readonly Element[] {
  return [...part.querySelectorAll('vscode-button')];
}
