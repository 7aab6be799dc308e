import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Described {
  readonly description?: string;
  readonly markdownDescription?: string;
}

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: {
    readonly commands: readonly { readonly title: string }[];
    readonly views: Readonly<Record<string, readonly { readonly name: string }[]>>;
    readonly languageModelTools: readonly { readonly displayName: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Described>> };
    readonly colors: readonly Described[];
  };
};

/** Words that stay small inside of a title. */
const SMALL = new Set(['a', 'and', 'as', 'by', 'from', 'in', 'of', 'on', 'the', 'to', 'with']);

function isTitle(text: string): boolean {
  const words = text.replace(/…$/, '').split(' ');
  return words.every((word, index) => /^[A-Z][\w’-]*$/.test(word) || (index > 0 && SMALL.has(word)));
}

describe('what the editor shows of package.json is written as the editor writes', () => {
  it('names of commands, views and tools are in title case, without a full stop', () => {
    const titles = [
      ...contributes.commands.map(({ title }) => title),
      ...Object.values(contributes.views).flatMap(views => views.map(({ name }) => name)),
      ...contributes.languageModelTools.map(({ displayName }) => displayName),
    ];
    expect(titles.filter(title => !isTitle(title))).toEqual([]);
  });

  it('descriptions of settings and colours are sentences; code in them is marked as such', () => {
    const described = [...Object.values(contributes.configuration.properties), ...contributes.colors];
    const texts = described.map(({ description, markdownDescription }) => description ?? markdownDescription);
    expect(texts.filter(text => !/^[A-Z].*\.$/.test(text ?? ''))).toEqual([]);
    expect(described.filter(({ description }) => description?.includes('`'))).toEqual([]);
  });
});
