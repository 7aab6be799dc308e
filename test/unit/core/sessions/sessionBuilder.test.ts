import { expect, it } from 'vitest';
import { SessionBuilder } from '../../../../src/core/sessions/sessionBuilder';
import { MAX_STEPS } from '../../../../src/core/trajectory/bounds';

/** A session of so many commands that went well. */
function sessionOf(commands: number): SessionBuilder {
  const builder = new SessionBuilder('Test Agent');
  for (let i = 0; i < commands; i++) {
    builder.call({ id: `c${i}`, name: 'bash', args: { command: 'ls' } });
    builder.answer(`c${i}`, { output: 'a.py', exitCode: 0 }, `line ${i}`);
  }
  return builder;
}

it('what is done beyond the last step that is kept changes no step, but files, and it is said', () => {
  const builder = sessionOf(MAX_STEPS);
  const last = builder.convert().trajectory.steps.at(-1);
  builder.say('Now the mistake.');
  builder.call({
    id: 'e',
    name: 'bash',
    args: {},
    edits: [{ kind: 'write', path: 'a.py', text: 'x = 1\n' }],
  });
  builder.answer('e', { output: 'failed: no such test', exitCode: 1 }, 'line x');
  builder.call({
    id: 'f',
    name: 'bash',
    args: {},
    edits: [{ kind: 'write', path: 'b.py', text: 'y = 1\n' }],
  });
  expect(builder.resultOfLast({ output: 'written' })).toBe(true);
  expect(builder.resultOfLast({ output: 'more' })).toBe(false);
  const { trajectory, problems } = builder.convert();
  expect(trajectory.steps).toHaveLength(MAX_STEPS);
  expect(trajectory.steps.at(-1)).toEqual(last);
  expect(trajectory.patch?.text).toContain('+x = 1');
  expect(trajectory.patch?.text).toContain('+y = 1');
  expect(problems.map(({ message }) => message)).toEqual([
    'Only the first 100,000 steps are kept; what the later ones changed is part of the patch all the same.',
  ]);
});

it('a thought that is the last step that is kept is followed by nothing that was done about a later one', () => {
  const builder = sessionOf(MAX_STEPS - 1);
  builder.say('This is the last step.');
  builder.prompt('Go on.');
  builder.say('A later thought.');
  builder.call({ id: 'late', name: 'bash', args: { command: 'rm a.py' } });
  const { steps } = builder.convert().trajectory;
  expect(steps.at(-1)).toMatchObject({ message: 'This is the last step.', call: null });
});
