import { expect, it } from 'vitest';
import { claudeCodeLines, detailsOfResult } from '../../../../src/core/sessions/claudeCode';

it('a line that a resumed session repeats is read once', () => {
  const session = claudeCodeLines.start();
  const said = (uuid: string, content: string) => ({ type: 'assistant', uuid, message: { content } });
  for (const [index, line] of [said('1', 'Hello'), said('2', 'Goodbye'), said('1', 'Hello')].entries())
    session.push(line, `line ${index + 1}`);
  expect(session.convert().trajectory.steps.map(({ message }) => message)).toEqual(['Hello', 'Goodbye']);
});

it.each([
  ['that was waited for ended well', {}, { exitCode: 0 }],
  ['that goes on in the background has not ended', { backgroundTaskId: 'b1' }, {}],
  ['that was stopped has no status', { interrupted: true }, {}],
])('of a command that did not fail, one %s', (_, more, details) => {
  expect(detailsOfResult({ stdout: '', interrupted: false, ...more }, '')).toEqual(details);
});
