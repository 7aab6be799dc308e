import { describe, expect, it } from 'vitest';
import { MAX_OUTPUT } from '../../../../src/core/trajectory/bounds';
import { formatTrajectory } from '../../../../src/core/trajectory/formatTrajectory';
import { parseTrajectory } from '../../../../src/core/trajectory/parseTrajectory';
import type { Trajectory } from '../../../../src/core/trajectory/trajectory';

const full: Trajectory = {
  sessionId: 's-1',
  agent: { name: 'claude-code', version: '2.0.1', model: 'some-model' },
  origin: {
    kind: 'agent',
    name: 'claude-code',
    evidence: [{ kind: 'sessionFile', detail: 'a session Claude Code wrote' }],
  },
  task: { title: 'Cart total is wrong', body: 'It ignores discounts.', source: 'first prompt' },
  workspace: 'C:\\work\\shop',
  baseCommit: '0123abc',
  steps: [
    {
      id: 1,
      timestamp: '2026-01-02T03:04:05.678Z',
      source: 'user',
      kind: 'message',
      message: 'Cart total is wrong\nIt ignores discounts.',
      reasoning: null,
      call: null,
      command: null,
      exitCode: null,
      output: null,
      patch: null,
    },
    {
      id: 2,
      timestamp: null,
      source: 'agent',
      kind: 'edit',
      message: 'I subtract the discount.',
      reasoning: 'The sum leaves it out.',
      call: { id: 'c1', name: 'Edit', arguments: { file_path: 'cart.ts', old_string: 'a', new_string: 'b' } },
      command: 'Edit\nfile_path: cart.ts\nold_string: a\nnew_string: b',
      exitCode: null,
      output: { text: 'done', chars: 40_000 },
      patch: '--- a/cart.ts\n+++ b/cart.ts\n@@ -1 +1 @@\n-a\n+b\n',
    },
    {
      id: 3,
      timestamp: null,
      source: 'system',
      kind: 'test',
      message: '',
      reasoning: null,
      call: null,
      command: 'npm test',
      exitCode: 1,
      output: { text: '1 failed', chars: 8 },
      patch: null,
    },
  ],
  patch: { text: '--- a/cart.ts\n+++ b/cart.ts\n@@ -1 +1 @@\n-a\n+b\n', source: 'edits', complete: true },
  notes: 'by hand',
};

describe('ATIF', () => {
  it('is read back as it was written', () => {
    const written: unknown = JSON.parse(JSON.stringify(formatTrajectory(full)));
    expect(parseTrajectory(written)).toEqual({ trajectory: full, problems: [] });
  });

  it('without our additions: the first message that says something is the task, thought alone is a step of its own', () => {
    const { trajectory } = parseTrajectory({
      schema_version: 'ATIF-v1.7',
      agent: { name: 'harness', version: '1' },
      extra: { swe_rm: { patch: { text: '+x' } } },
      steps: [
        { source: 'agent', message: 'Hello.' },
        { source: 'user', message: ' ' },
        { source: 'user', message: 'Fix it' },
        { source: 'user', message: 'Now' },
        { source: 'agent', message: '', reasoning_content: 'Hm.' },
        { source: 'agent', message: 'Well.', reasoning_content: 'Hm.' },
        { source: 'agent', message: '' },
      ],
    });
    expect(trajectory?.task?.title).toBe('Fix it');
    expect(trajectory?.steps.map(({ kind }) => kind)).toEqual([
      'message',
      'message',
      'message',
      'message',
      'think',
      'message',
      'message',
    ]);
    // A patch of unknown origin is none.
    expect(trajectory?.patch).toBeNull();
  });

  it('written is v1.7 with steps numbered from 1 and results tied to their calls', () => {
    expect(formatTrajectory(full)).toMatchObject({
      schema_version: 'ATIF-v1.7',
      agent: { name: 'claude-code', version: '2.0.1', model_name: 'some-model' },
      steps: [
        { step_id: 1, source: 'user' },
        {
          step_id: 2,
          tool_calls: [{ tool_call_id: 'c1', function_name: 'Edit' }],
          observation: { results: [{ source_call_id: 'c1', content: 'done' }] },
        },
        { step_id: 3, source: 'system', observation: { results: [{ content: '1 failed' }] } },
      ],
    });
  });

  it.each(['0', '1', '2', '3', '4', '5', '6', '7'])(
    'v1.%s by another program: kinds, commands and exit codes are made out',
    minor => {
      const { trajectory, problems } = parseTrajectory({
        schema_version: `ATIF-v1.${minor}`,
        session_id: 'x',
        agent: { name: 'harness', version: '1', model_name: 'm' },
        steps: [
          { step_id: 1, source: 'user', message: '# Fix it\nAll of it.' },
          {
            step_id: 2,
            source: 'agent',
            message: [
              { type: 'text', text: 'Two things at once.' },
              { type: 'image', source: {} },
            ],
            tool_calls: [
              { tool_call_id: 'a', function_name: 'bash', arguments: { command: 'cd /x && pytest -q' } },
              {
                tool_call_id: 'b',
                function_name: 'str_replace_editor',
                arguments: { command: 'view', path: 'a.py' },
              },
            ],
            observation: {
              results: [
                { source_call_id: 'b', content: [{ type: 'text', text: 'the file' }] },
                { source_call_id: 'a', content: '1 failed\n[exit code: 1]' },
              ],
            },
          },
        ],
      });
      expect(problems).toEqual([]);
      expect(trajectory?.task).toEqual({ title: 'Fix it', body: 'All of it.', source: 'first prompt' });
      expect(trajectory?.steps).toMatchObject([
        { id: 1, kind: 'message' },
        {
          id: 2,
          kind: 'test',
          command: 'cd /x && pytest -q',
          exitCode: 1,
          message: 'Two things at once.\n[image]',
          output: { text: '1 failed\n[exit code: 1]' },
        },
        {
          id: 3,
          kind: 'view',
          command: 'str_replace_editor\ncommand: view\npath: a.py',
          exitCode: null,
          message: '',
          output: { text: 'the file' },
        },
      ]);
    },
  );

  it('with problems is read as far as it goes, and each problem is named', () => {
    const { trajectory, problems } = parseTrajectory({
      schema_version: 'ATIF-v1.9',
      agent: { name: 7 },
      steps: [
        'no step',
        { source: 'robot', message: 'hello' },
        {
          source: 'agent',
          message: {},
          tool_calls: [{ arguments: {} }, { function_name: 'ls', arguments: 'text' }],
        },
      ],
      extra: { swe_rm: { origin: { kind: 'agent', name: 'x' }, base_commit: '$(reboot)' } },
    });
    expect(trajectory?.steps).toMatchObject([
      { id: 1, source: 'system', message: 'hello' },
      { id: 2, kind: 'search', call: { name: 'ls', arguments: { input: 'text' } } },
    ]);
    expect(trajectory?.origin).toEqual({ kind: 'unknown' });
    expect(trajectory?.baseCommit).toBeNull();
    expect(problems.map(problem => [problem.where, problem.message])).toEqual([
      [null, 'The document is ATIF v1.9; it was read as v1.7.'],
      [null, 'The field "name" is not what it should be and was left out.'],
      [null, 'The document does not name its agent.'],
      ['extra', 'The field "base_commit" is not what it should be and was left out.'],
      ['step 1', 'A step is not an object and was left out.'],
      ['step 2', 'The field "source" is not what it should be and was left out.'],
      ['step 2', 'A step does not say who took it.'],
      ['step 3', 'The field "message" is not what it should be and was left out.'],
      ['step 3', 'A tool call names no tool and was left out.'],
      [
        null,
        'The document names an agent as the origin without evidence for it; the origin is taken as unknown.',
      ],
    ]);
  });

  it('reads a tool that is named by another field', () => {
    const call = { tool_name: 'bash_run', arguments: { keystrokes: 'pytest' } };
    const observation = { results: [{ content: '(exit code 1) 2 failed' }] };
    const { trajectory } = parseTrajectory({
      schema_version: '1.0',
      agent: { name: 'a', version: '1' },
      steps: [{ step_id: 1, source: 'agent', message: '', tool_calls: [call], observation }],
    });
    expect(trajectory?.steps).toMatchObject([{ kind: 'test', command: 'pytest', exitCode: 1 }]);
  });

  it.each([null, 7, 'text', [], {}, { steps: {} }])('%j is no trajectory, and says so', document => {
    const { trajectory, problems } = parseTrajectory(document);
    expect(trajectory).toBeNull();
    expect(problems.at(-1)?.message).toMatch(/is not a trajectory/);
  });

  it('keeps the beginning and the end of long output, and its length', () => {
    const output = `first\n${'x'.repeat(100_000)}\nlast`;
    const { trajectory } = parseTrajectory({
      schema_version: 'ATIF-v1.7',
      agent: { name: 'a', version: '1' },
      steps: [{ step_id: 1, source: 'system', message: '', observation: { results: [{ content: output }] } }],
    });
    const kept = trajectory?.steps[0]?.output;
    expect(kept?.chars).toBe(output.length);
    expect(kept?.text.length).toBeLessThanOrEqual(MAX_OUTPUT);
    expect(parseTrajectory(formatTrajectory(trajectory!)).trajectory).toEqual(trajectory);
    expect(kept?.text).toMatch(/^first\n[^]*\n\.\.\.\[cut \d+\]\.\.\.\n[^]*\nlast$/);
  });
});
