import { expect, it } from 'vitest';
import { withoutWraps } from '../../../../src/core/text/withoutWraps';

const LONG = 'A line that ends where the text was broken, since it had no room left';

it('joins what was broken for lack of room, also more than once', () => {
  expect(withoutWraps(`${LONG}\n${LONG}\nfor it.\n\nNext.`)).toBe(`${LONG} ${LONG} for it.\n\nNext.`);
  expect(withoutWraps(`${LONG}\r\nfor it.`)).toBe(`${LONG} for it.`);
});

it.each([
  ['a short line', 'Steps\nOpen it'],
  ['a list', `- ${LONG}\n- ${LONG}\n1. ${LONG}`],
  ['what is indented', `    ${LONG}\n    ${LONG}`],
  ['code', `\`\`\`\n${LONG}\n${LONG}\n\`\`\`\nafter`],
  ['what leads to an example', `${LONG}:\nexample`],
  ['a break that is meant', `${LONG}  \nnext`],
  ['a heading and a quote', `# ${LONG}\n> ${LONG}\n> next`],
  ['a table', `| ${LONG} |\n| --- |`],
  ['a blank line', `\n${LONG}\n\nnext`],
])('leaves %s as it is', (_, text) => {
  expect(withoutWraps(text)).toBe(text);
});
