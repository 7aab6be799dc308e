import { describe, expect, it } from 'vitest';
import { generationPrompt, type ChatTurn } from '../../../../src/core/candidates/generationPrompt';
import {
  ChatProblem,
  generateCandidates,
  type ChatModel,
} from '../../../../src/platform/candidates/generate';

const GOOD = '--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a\n+b\n';
const BAD = GOOD.replace('-a', '-zzz');
const prompt = generationPrompt({ title: 'Mend x', body: 'It is a.', source: 'typed' }, [
  { path: 'x.py', text: 'a\n' },
]);
const refuse = (patch: string) =>
  Promise.resolve(patch.includes('zzz') ? 'The patch does not apply: x.py has other lines.' : null);

type Answer = string | Error | ((controller: AbortController) => string);

function run(answers: readonly Answer[], count = 1) {
  const controller = new AbortController();
  const asked: (readonly ChatTurn[])[] = [];
  const progress: number[] = [];
  const model: ChatModel = {
    name: 'fake',
    answer: turns => {
      const next = answers[asked.length];
      asked.push([...turns]);
      if (next === undefined) throw new Error('The model is asked too often.');
      if (next instanceof Error) return Promise.reject(next);
      return Promise.resolve(typeof next === 'string' ? next : next(controller));
    },
  };
  const made = generateCandidates(model, { prompt, count, firstIndex: 3, base: 'abc' }, refuse, {
    signal: controller.signal,
    onProgress: done => progress.push(done),
  });
  return { made, asked, progress };
}

describe('generateCandidates', () => {
  it('takes good diffs, with prose around them or not', async () => {
    const { made, asked, progress } = run([GOOD, `Of course!\n\n\`\`\`diff\n${GOOD}\`\`\`\nDone.`], 2);
    const { candidates, problems } = await made;
    expect(problems).toEqual([]);
    expect(candidates.map(({ label, patch, base }) => [label, patch, base])).toEqual([
      ['fake 3', GOOD, 'abc'],
      ['fake 4', GOOD, 'abc'],
    ]);
    expect(asked).toEqual([[prompt], [prompt]]);
    expect(progress).toEqual([0, 1]);
  });

  it('sends a diff that does not apply back once, with the reason', async () => {
    const { made, asked } = run([BAD, GOOD]);
    expect((await made).candidates).toHaveLength(1);
    expect(asked[1]).toEqual([
      prompt,
      { role: 'assistant', text: BAD },
      { role: 'user', text: expect.stringContaining('x.py has other lines') as string },
    ]);
  });

  it('gives up after one repair, and says why', async () => {
    const { made, asked } = run([BAD, BAD]);
    expect(await made).toEqual({
      candidates: [],
      problems: ['fake 3 does not apply, nor when mended: The patch does not apply: x.py has other lines.'],
    });
    expect(asked).toHaveLength(2);
  });

  it('sends back a diff that reaches out of its folder, and takes none', async () => {
    const escaping = GOOD.replaceAll('x.py', '../../x.py');
    const { candidates, problems } = await run([escaping, escaping]).made;
    expect(candidates).toEqual([]);
    expect(problems[0]).toContain('climbs out');
  });

  it.each([
    ['a refusal', 'I cannot help with that.', 'fake 3 gave no diff; it said: “I cannot help with that”.'],
    ['an empty answer', ' \n', 'fake 3 gave no diff: its answer was empty.'],
  ])('says so after %s, and goes on', async (_, answer, sentence) => {
    const { made } = run([answer, GOOD], 2);
    const { candidates, problems } = await made;
    expect(problems).toEqual([sentence]);
    expect(candidates.map(({ label }) => label)).toEqual(['fake 4']);
  });

  it('stops at a quota and keeps what there is', async () => {
    const quota = new ChatProblem('The quota of fake is used up; try again later.');
    const { made, asked } = run([GOOD, quota, GOOD], 3);
    const { candidates, problems } = await made;
    expect(candidates).toHaveLength(1);
    expect(problems).toEqual([quota.message]);
    expect(asked).toHaveLength(2);
  });

  it('ends when it is cancelled half-way, and keeps what there is', async () => {
    const { made, asked } = run([GOOD, controller => (controller.abort(), GOOD), GOOD], 3);
    expect(await made).toMatchObject({ candidates: [{ label: 'fake 3' }], problems: [] });
    expect(asked).toHaveLength(2);
  });

  it('does not hide a fault', async () => {
    await expect(run([new TypeError('broken')]).made).rejects.toThrow('broken');
  });
});
