import { expect, it } from 'vitest';
import { commandStep, runStep } from '../../../../src/core/capture/capturedStep';
import { Prelude } from '../../../../src/platform/capture/prelude';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));

it('keeps the last twenty commands, tasks and debug sessions of the last 15 minutes, and gives them once', () => {
  const prelude = new Prelude();
  prelude.add(commandStep('too long ago', 0, null, at(0)));
  for (let i = 1; i <= 25; i++) prelude.add(commandStep(`command ${i}`, 0, null, at(10)));
  prelude.add(runStep('test', 'task: test', 1, at(14)));
  prelude.add(runStep('run', 'debug: Launch (node)', null, at(14)));
  const taken = prelude.take(at(16));
  expect(taken).toHaveLength(20);
  expect(taken.map(({ command }) => command).slice(-3)).toEqual([
    'command 25',
    'task: test',
    'debug: Launch (node)',
  ]);
  expect(prelude.take(at(16))).toEqual([]);
  prelude.add(commandStep('too long ago', 0, null, at(0)));
  expect(prelude.take(at(16))).toEqual([]);
});
