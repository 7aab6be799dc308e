import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { AGENT_TOOLS } from '../../../src/core/protocol/agentTools';

interface Contribution {
  readonly name: string;
  readonly displayName: string;
  readonly modelDescription: string;
  readonly inputSchema: unknown;
}

describe('the language-model tools of package.json', () => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly contributes: { readonly languageModelTools: readonly Contribution[] };
  };

  it.each(Object.entries(AGENT_TOOLS))('%s is the same there and in code', (name, tool) => {
    const contributed = contributes.languageModelTools.find(other => other.name === `swe-rm_${name}`);
    const schema: Record<string, unknown> = z.toJSONSchema(tool.input, { io: 'input' });
    delete schema['$schema'];
    expect(contributed).toMatchObject({ displayName: tool.title, modelDescription: tool.description });
    expect(contributed?.inputSchema).toEqual(schema);
  });

  it('are no others', () => {
    expect(contributes.languageModelTools).toHaveLength(Object.keys(AGENT_TOOLS).length);
  });
});
