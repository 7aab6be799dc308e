import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sameFolder, thisMachine, type Machine } from '../../../../src/platform/agents/agentAdapter';
import { findSessions } from '../../../../src/platform/agents/findSessions';
import { peekSession } from '../../../../src/platform/agents/peekSession';

const fixtures = path.resolve(import.meta.dirname, '../../../fixtures/sessions');
/** Where the hand-made sessions say they worked; it need not exist. */
const shop = '/home/ada/shop';

describe('a machine with sessions of every agent', () => {
  let home: string;
  let machine: Machine;

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'swe-rm-home-'));
    machine = { home, platform: 'linux', environment: {} };
    const storage = '.config/Code/User/workspaceStorage/0ff1ce';
    const gemini = `.gemini/tmp/${createHash('sha256').update(shop).digest('hex')}/chats`;
    const places: readonly (readonly [string, string])[] = [
      [
        'claude-code/edits-and-tests.jsonl',
        '.claude/projects/-home-ada-shop/3c0f4b62-0d7e-4c58-9a53-6a3f6f1f0001.jsonl',
      ],
      [
        'codex-cli/items-and-events.jsonl',
        '.codex/sessions/2026/03/04/rollout-2026-03-04T09-00-00-0199.jsonl',
      ],
      ['copilot-chat/transcript.jsonl', `${storage}/GitHub.copilot-chat/transcripts/b1d6.jsonl`],
      ['copilot-chat/session.json', `${storage}/chatSessions/7d2a.json`],
      ['copilot-cli/events.jsonl', '.copilot/session-state/301561f1/events.jsonl'],
      ['cursor/agent-transcript.jsonl', '.cursor/projects/home-ada-shop/agent-transcripts/1/1.jsonl'],
      ['gemini-cli/session.json', `${gemini}/session-2026-03-04T09-00-9f0c.json`],
      [
        'cline/api_conversation_history.json',
        '.config/Code/User/globalStorage/saoudrizwan.claude-dev/tasks/1/api_conversation_history.json',
      ],
      [
        'roo-code/api_conversation_history.json',
        '.config/Code/User/globalStorage/rooveterinaryinc.roo-cline/tasks/2/api_conversation_history.json',
      ],
      ['continue/multi-edit.json', '.continue/sessions/2dbfd673.json'],
      ['mini-swe-agent/tool-calls.traj.json', '.config/mini-swe-agent/last_mini_run.traj.json'],
    ];
    for (const [index, [fixture, place]] of places.entries()) {
      const file = path.join(home, place);
      mkdirSync(path.dirname(file), { recursive: true });
      copyFileSync(path.join(fixtures, fixture), file);
      utimesSync(file, 1_000_000 + index, 1_000_000 + index);
    }
    writeFileSync(path.join(home, storage, 'workspace.json'), JSON.stringify({ folder: `file://${shop}` }));
    const conversation = path.join(home, '.openhands/conversations/1');
    cpSync(path.join(fixtures, 'openhands/conversation'), conversation, { recursive: true });
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it('finds them all, newest first', async () => {
    const found = await findSessions(machine);
    const times = found.map(session => session.modifiedAt);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(found.map(session => session.agent)).toEqual([
      'OpenHands',
      'mini-swe-agent',
      'Continue',
      'Cline and Roo Code',
      'Cline and Roo Code',
      'Gemini CLI',
      'Cursor',
      'Copilot CLI',
      'Copilot Chat',
      'Copilot Chat',
      'Codex CLI',
      'Claude Code',
    ]);
  });

  it('finds those of one workspace, by path, by what lies beside them, or by what they say', async () => {
    const found = await findSessions(machine, { workspace: shop });
    expect(found.map(session => session.agent)).toEqual([
      'Cline and Roo Code',
      'Cline and Roo Code',
      'Gemini CLI',
      'Cursor',
      'Copilot Chat',
      'Copilot Chat',
      'Codex CLI',
      'Claude Code',
    ]);
    expect(await findSessions(machine, { workspace: '/home/ada/other' })).toEqual([]);
  });

  it('takes a drive of Windows by its letter in either case', async () => {
    const agents = async (workspace: string) =>
      (await findSessions(machine, { workspace })).map(({ agent }) => agent).sort();
    const hash = createHash('sha256').update('C:\\shop').digest('hex');
    for (const [fixture, place] of [
      ['claude-code/short.jsonl', '.claude/projects/C--shop/3c0f4b62-0d7e-4c58-9a53-6a3f6f1f0002.jsonl'],
      ['cursor/agent-transcript.jsonl', '.cursor/projects/c-shop/agent-transcripts/2/2.jsonl'],
      ['gemini-cli/session.json', `.gemini/tmp/${hash}/chats/session-2026-03-04T09-00-9f0d.json`],
    ] as const) {
      mkdirSync(path.dirname(path.join(home, place)), { recursive: true });
      copyFileSync(path.join(fixtures, fixture), path.join(home, place));
    }
    const all = ['Claude Code', 'Cursor', 'Gemini CLI'];
    expect(await agents('c:\\shop')).toEqual(all);
    expect(await agents('C:\\shop')).toEqual(all);
    expect(await agents('d:\\shop')).toEqual([]);
  });

  it("finds a session of Cline's newer core by what lies beside it", async () => {
    const folder = path.join(home, '.cline/data/sessions/7');
    mkdirSync(folder, { recursive: true });
    copyFileSync(path.join(fixtures, 'cline/session.messages.json'), path.join(folder, '7.messages.json'));
    expect((await findSessions(machine, { workspace: '/home/ada/desk' })).length).toBe(0);
    writeFileSync(path.join(folder, '7.json'), JSON.stringify({ session_id: '7', cwd: '/home/ada/desk' }));
    const found = await findSessions(machine, { workspace: '/home/ada/desk' });
    expect(found.map(session => session.path)).toEqual([path.join(folder, '7.messages.json')]);
  });

  it('finds what agents leave inside the workspace', async () => {
    const workspace = path.join(home, 'work');
    mkdirSync(path.join(workspace, 'trajectories/ada/run/shop-1'), { recursive: true });
    copyFileSync(
      path.join(fixtures, 'swe-agent/windowed-edit.traj'),
      path.join(workspace, 'trajectories/ada/run/shop-1/shop-1.traj'),
    );
    copyFileSync(path.join(fixtures, 'aider/two-chats.md'), path.join(workspace, '.aider.chat.history.md'));
    const found = await findSessions(machine, { workspace });
    expect(found.map(session => session.agent).sort()).toEqual(['SWE-agent', 'aider']);
  });

  it('takes only the newest, or those changed since', async () => {
    expect(await findSessions(machine, { limit: 3 })).toHaveLength(3);
    expect(
      (await findSessions(machine, { modifiedSince: 1_000_009_500 })).map(session => session.agent),
    ).toEqual(['OpenHands', 'mini-swe-agent']);
  });

  it('follows no links', async () => {
    const before = await findSessions(machine);
    symlinkSync(path.join(home, '.claude/projects'), path.join(home, '.claude/projects/again'));
    symlinkSync(
      '/dev/zero',
      path.join(home, '.claude/projects/-home-ada-shop/00000000-0000-0000-0000-000000000000.jsonl'),
    );
    expect(await findSessions(machine)).toEqual(before);
  });

  it('says at a glance whose a session is and what it was asked to do', async () => {
    const [session] = await findSessions(machine, { workspace: shop, modifiedSince: 0 });
    expect(await peekSession(session!.path)).toEqual({
      agent: 'Roo Code',
      workspace: shop,
      title: 'Return two',
    });
    expect(await peekSession(path.join(home, '.openhands/conversations/1/events'))).toMatchObject({
      agent: 'OpenHands',
      workspace: '/workspace',
      title: 'Write hello.txt',
    });
    expect(await peekSession(home)).toBeNull();
    expect(await peekSession(path.join(home, 'nothing'))).toBeNull();
  });
});

it('a variable that is empty names no folder', () => {
  vi.stubEnv('XDG_CONFIG_HOME', '');
  vi.stubEnv('CODEX_HOME', '/elsewhere');
  expect(thisMachine().environment).toMatchObject({ CODEX_HOME: '/elsewhere' });
  expect(thisMachine().environment).not.toHaveProperty('XDG_CONFIG_HOME');
});

it('a folder is the same with or without a slash at its end, however many stand inside of what a session says', () => {
  expect(sameFolder('/home/ada/shop/', shop)).toBe(true);
  expect(sameFolder('C:\\work\\', 'c:/work')).toBe(true);
  expect(sameFolder(`${'/'.repeat(1_000_000)}shop`, shop)).toBe(false);
});
