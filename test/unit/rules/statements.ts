/** What a Markdown document states: its sentences, and each row of its tables. Headings and the heads of tables state nothing. */
export function statementsOf(markdown: string): readonly string[] {
  const lines = markdown.split('\n');
  const statements: string[] = [];
  let paragraph: string[] = [];
  const end = () => {
    const text = paragraph.join(' ').replace(/\s+/g, ' ').trim();
    if (text !== '') statements.push(...text.split(/(?<=[.:!?])\s+(?=[A-Z_`])/));
    paragraph = [];
  };
  for (const [index, line] of lines.entries()) {
    const isRow = line.startsWith('|');
    if (isRow || line.startsWith('#') || line.startsWith('- ') || line.trim() === '') end();
    if (isRow && !isRule(line) && !isRule(lines[index + 1] ?? ''))
      statements.push(
        cellsOf(line)
          .filter(cell => cell !== '')
          .join(' | '),
      );
    else if (!isRow && !line.startsWith('#')) paragraph.push(line.replace(/^- /, ''));
  }
  end();
  return statements;
}

function isRule(line: string): boolean {
  return /^\|(?: *:?-+:? *\|)+$/.test(line);
}

function cellsOf(row: string): readonly string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim());
}
