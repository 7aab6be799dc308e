import { toldApart } from '../../core/text/toldApart';

/** Longest names of which a row of a quick pick shows all: alone in it, and beside a description. */
const MAX_ALONE = 75;
const MAX_BESIDE = 50;

/** Rows of a quick pick by names that can be told apart although its width cuts long ones. */
export function namedRows<T extends { readonly label: string; readonly description?: string }>(
  rows: readonly T[],
): readonly T[] {
  const most = rows.some(({ description = '' }) => description !== '') ? MAX_BESIDE : MAX_ALONE;
  const labels = toldApart(
    rows.map(({ label }) => label),
    most,
  );
  return rows.map((row, index) => ({ ...row, label: labels[index] ?? row.label }));
}
