import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import {
  AGENT_TOOLS,
  rankPatchesOutput,
  reviewChangeOutput,
  scorePatchOutput,
} from '../../src/core/protocol/agentTools';
import { describeInEditor } from './browser';
import { EditorSession } from './editorSession';
import { cartWorkspace } from './workspaceFixture';

interface Answers {
  readonly tools: readonly { readonly name: string }[];
  readonly answers: readonly { readonly content?: readonly string[]; readonly thrown?: string }[];
}

describeInEditor('the language-model tools', () => {
  let folder = '';
  const calls = [
    { name: 'swe-rm_score_patch', input: {} },
    {
      name: 'swe-rm_rank_patches',
      input: {
        base: 'main',
        patches: ['fix-total', 'fix-total-again', 'fix-both'].map(branch => ({ name: branch, branch })),
      },
    },
    { name: 'swe-rm_review_change', input: { range: 'fix-both' } },
    { name: 'swe-rm_review_change', input: { range: 'gone' } },
    { name: 'swe-rm_score_patch', input: { patch_file: '../elsewhere.patch' } },
  ];
  const session = new EditorSession(
    () => {
      const workspace = cartWorkspace();
      workspace.write('src/print.ts', 'export const print = (sum: number): string => `Sum: ${sum}`;\n');
      workspace.write('out/calls.json', JSON.stringify(calls));
      folder = workspace.folder;
      return workspace;
    },
    { extensions: ['tool-caller', 'chat-models'], userSettings: { 'chat.disableAIFeatures': false } },
  );

  it('are there for an agent in the editor, and answer in their shapes', async () => {
    await session.panel.waitForScore();
    await session.workbench.runCommand('Test: Call the Tools');
    const file = path.join(folder, 'out', 'answers.json');
    await expect.poll(() => existsSync(file), { timeout: 60_000 }).toBe(true);
    const { tools, answers } = await readAnswers(file);
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(AGENT_TOOLS).map(name => `swe-rm_${name}`)),
    );

    const [score, ranking, review, unknown, outside] = answers.map(({ content, thrown }) => {
      expect(thrown).toBeUndefined();
      return JSON.parse(content?.join('') ?? '') as unknown;
    });
    const shown = Number.parseInt(await session.panel.changeScore.innerText(), 10);
    expect(Math.round(scorePatchOutput.parse(score).score * 100)).toBe(shown);
    expect(
      rankPatchesOutput
        .parse(ranking)
        .groups.map(({ names }) => names.length)
        .sort(),
    ).toEqual([1, 2]);
    expect(reviewChangeOutput.parse(review).change.label).toBe('fix-both, since main');
    expect(unknown).toMatchObject({ error: { code: 'unknownRevision' } });
    expect(outside).toMatchObject({ error: { code: 'unreadable' } });
  });

  it('are called by a chat participant, in its conversation, with the same answers', async () => {
    const { workbench } = session;
    await workbench.runCommand('Chat: Open Chat');
    const input = workbench.page.locator('.interactive-input-editor, .chat-input-container').first();
    await input.waitFor();
    // A chat without a model asks nobody; those of the other extension are there a moment later.
    await workbench.page.locator('.chat-input-container', { hasText: 'model that is' }).first().waitFor();
    await workbench.page.waitForTimeout(1_000);
    await workbench.page.keyboard.type('How good is my change?');
    await workbench.page.keyboard.press('Enter');
    const file = path.join(folder, 'out', 'participated.json');
    await expect.poll(() => existsSync(file), { timeout: 60_000 }).toBe(true);
    const answersOf = (one: Answers) => one.answers.map(({ content, thrown }) => content ?? thrown);
    const [asParticipant, byCommand] = await Promise.all([
      readAnswers(file),
      readAnswers(path.join(folder, 'out', 'answers.json')),
    ]);
    expect(answersOf(asParticipant)).toEqual(answersOf(byCommand));
    await workbench.page
      .getByText(/Task: “?.Totals are wrong/)
      .first()
      .waitFor();
    await workbench.screenshot('chat-participant');
  });
});

/** The file is there before it is whole. */
async function readAnswers(file: string): Promise<Answers> {
  const read = (): Answers | null => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Answers;
    } catch {
      return null;
    }
  };
  await expect.poll(read).not.toBeNull();
  return read()!;
}
