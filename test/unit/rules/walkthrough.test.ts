import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { confidenceWord } from '../../../src/core/scoring/confidenceWord';

const ROOT = join(__dirname, '..', '..', '..');
const WALKTHROUGH = join('media', 'walkthrough');

interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly svg?: string; readonly markdown?: string };
  readonly completionEvents?: readonly string[];
}

const { contributes } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly walkthroughs: readonly { readonly steps: readonly Step[] }[];
  };
};
const steps = contributes.walkthroughs.flatMap(walkthrough => walkthrough.steps);
const views = Object.values(contributes.views).flatMap(list => list.map(({ id }) => id));
const commands = [
  ...contributes.commands.map(({ command }) => command),
  // The editor makes one for each view.
  ...views.map(id => `${id}.focus`),
];
const COMPOSITION = readFileSync(join(ROOT, 'src', 'host', 'folderComposition.ts'), 'utf8');
const read = (name: string) => readFileSync(join(ROOT, WALKTHROUGH, name), 'utf8');

describe('the walkthrough', () => {
  it.each(steps.map(step => [step.id, step] as const))(
    'step %s has its picture, and names commands and views that exist',
    (_, { description, media, completionEvents = [] }) => {
      for (const file of [media.svg, media.markdown])
        if (file !== undefined) expect(existsSync(join(ROOT, file)), file).toBe(true);
      for (const [, command] of description.matchAll(/\(command:([^)]+)\)/g))
        expect(commands).toContain(command);
      for (const event of completionEvents) {
        const [kind, name] = event.split(':');
        if (kind === 'onCommand') expect(commands).toContain(name);
        if (kind === 'onView') expect(views).toContain(name);
        if (kind === 'onContext') expect(COMPOSITION).toContain(`'setContext', '${name}'`);
      }
    },
  );

  it.each(steps.map(({ id, ...step }) => [id, step] as const))(
    'step %s is done by each of its buttons, also where the view that one shows is in sight already',
    (_, { description, completionEvents = [] }) => {
      if (completionEvents.some(event => event.startsWith('onContext:'))) return;
      for (const [, command] of description.matchAll(/\(command:([^)]+)\)/g))
        expect(completionEvents).toContain(`onCommand:${command}`);
    },
  );

  it('does not take reading a score for done where there was none: the panel is opened before', () => {
    const events = steps.find(({ id }) => id === 'change')?.completionEvents;
    expect(events).toEqual(['onContext:sweRm.hasScore']);
  });

  it.each(readdirSync(join(ROOT, WALKTHROUGH)).filter(name => name.endsWith('.svg')))(
    'draws %s in colours that stand out in every theme: what is a background may be that of the page',
    name => {
      const colours = [...read(name).matchAll(/(?:fill|stroke)="var\(([^),]*)/g)].map(([, colour]) => colour);
      expect(colours.filter(colour => /background/i.test(colour ?? ''))).toEqual([]);
    },
  );

  it('shows a score with the word that the panel would say, and says the same in words', () => {
    const [, score = ''] = />(\d+) %<tspan/.exec(read('score.svg')) ?? [];
    const word = confidenceWord(Number(score) / 100);
    expect(read('score.svg')).toContain(`>${word}</tspan>`);
    expect(read('score.md')).toContain(`A score of ${score} percent, the word ${word},`);
  });
});
