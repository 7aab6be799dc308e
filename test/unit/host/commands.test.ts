import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandHandlers, type CommandTargets } from '../../../src/host/commands';

it('knows what every command does that package.json contributes, and no other', () => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  const handlers = Object.keys(commandHandlers({} as CommandTargets));
  expect(handlers.map(name => `sweRm.${name}`).sort()).toEqual(
    contributes.commands.map(({ command }) => command).sort(),
  );
});
