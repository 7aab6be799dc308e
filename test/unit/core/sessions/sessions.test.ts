import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import { copilotChatDocument } from '../../../../src/core/sessions/copilotChat';
import { cursorLines } from '../../../../src/core/sessions/cursor';
import { openHandsCompletion } from '../../../../src/core/sessions/openHands';
import { sessionFormats } from '../../../../src/core/sessions/sessionFormats';
import { formatTrajectory } from '../../../../src/core/trajectory/formatTrajectory';
import { parseTrajectory } from '../../../../src/core/trajectory/parseTrajectory';
import { readSession } from '../../../../src/platform/agents/readSession';
import { describeReading } from './describeReading';
import { sessionFixtures, sessionsFolder } from './sessionFixtures';

describe.each(sessionFixtures())('the session %s', relative => {
  const file = path.join(sessionsFolder, relative);

  it('is read as its golden file says', async () => {
    await expect(describeReading(await readSession(file))).toMatchFileSnapshot(`${file}.golden.txt`);
  });

  it('is read back from ATIF as it was, and its patch is a diff without problems', async () => {
    const reading = await readSession(file);
    if (reading.kind !== 'session') throw new Error(reading.message);
    const { trajectory } = reading.session;
    const written: unknown = JSON.parse(JSON.stringify(formatTrajectory(trajectory)));
    expect(parseTrajectory(written)).toEqual({ trajectory, problems: [] });
    for (const patch of [trajectory.patch?.text, ...trajectory.steps.map(step => step.patch)])
      if (typeof patch === 'string') expect(parsePatch(patch).problems).toEqual([]);
  });
});

it('every format has a fixture', async () => {
  const labels = new Set<string>();
  for (const relative of sessionFixtures()) {
    const reading = await readSession(path.join(sessionsFolder, relative));
    if (reading.kind === 'session') labels.add(reading.label);
  }
  expect([...labels].sort()).toEqual([...new Set(sessionFormats.map(format => format.label))].sort());
});

it('a result of very many parts is read', () => {
  const children = Array.from({ length: 300_000 }, () => ({ text: 'a' }));
  const metadata = {
    toolCallRounds: [{ toolCalls: [{ id: '1', name: 'read_file' }] }],
    toolCallResults: { 1: { content: [{ value: { node: { children } } }] } },
  };
  const converter = copilotChatDocument.start();
  converter.push({ sessionId: 's', requests: [{ result: { metadata } }] }, 'document');
  expect(converter.convert().trajectory.steps[0]?.output?.text).toMatch(/^a\na\n/);
});

describe('edits outside of the folder a session worked in', () => {
  const call = (id: string, path: string) => ({
    id,
    function: {
      name: 'str_replace_editor',
      arguments: JSON.stringify({ command: 'create', path, file_text: 'x\n' }),
    },
  });
  const converted = (paths: readonly string[]) => {
    const converter = openHandsCompletion.start();
    const prompt = '<uploaded_files>\n/workspace/django__3.1\n</uploaded_files>\nMend it.';
    const calls = paths.map((path, index) => call(`${index}`, path));
    const messages = [
      { role: 'user', content: prompt },
      { role: 'assistant', content: '', tool_calls: calls },
    ];
    converter.push({ messages, response: {} }, 'document');
    const { trajectory, problems } = converter.convert();
    const files = parsePatch(trajectory.patch?.text ?? '').files.map(({ newPath }) => newPath);
    return { workspace: trajectory.workspace, files, problems: problems.map(({ message }) => message) };
  };

  it('are said, and are no part of its patch', () => {
    expect(converted(['/workspace/django__3.1/a.py', '/tmp/b.py', '/tmp/c.py'])).toEqual({
      workspace: '/workspace/django__3.1',
      files: ['a.py'],
      problems: ["Edits outside the session's folder are not part of its patch: /tmp/b.py and 1 more."],
    });
  });

  it('are all of its patch where the folder was only supposed, and nothing in it was edited', () => {
    const converter = cursorLines.start();
    const edit = (at: string) => ({
      role: 'assistant',
      message: { content: [{ type: 'tool_use', name: 'Write', input: { path: at, contents: 'x' } }] },
    });
    converter.push(edit('/project/a.py'), 'line 1');
    const supposed = converter.convert({ workspace: '/home/ada/shop' });
    expect(supposed.trajectory.workspace).toBeNull();
    expect(supposed.trajectory.patch?.text).toContain('+++ b/project/a.py');
    converter.push(edit('/home/ada/shop/b.py'), 'line 2');
    const named = converter.convert({ workspace: '/home/ada/shop' });
    expect(named.trajectory.workspace).toBe('/home/ada/shop');
    expect(named.trajectory.patch?.text).not.toContain('a.py');
  });

  it('are inside where an OpenHands conversation goes by what its folder is a link to', () => {
    expect(converted(['/testbed/a.py', '/testbed/b.py'])).toEqual({
      workspace: '/testbed',
      files: ['a.py', 'b.py'],
      problems: [],
    });
  });
});
