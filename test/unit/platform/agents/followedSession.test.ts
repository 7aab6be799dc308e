import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FollowedSession, type SessionUpdate } from '../../../../src/platform/agents/followedSession';

const fixtures = path.resolve(import.meta.dirname, '../../../fixtures/sessions');
const lines = readFileSync(path.join(fixtures, 'claude-code/edits-and-tests.jsonl'), 'utf8').split('\n');

describe('a session that is being written', () => {
  let folder: string;
  let file: string;
  let followed: FollowedSession | null;
  let updates: SessionUpdate[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'swe-rm-follow-'));
    file = path.join(folder, 'session.jsonl');
    followed = null;
    updates = [];
  });
  afterEach(() => {
    followed?.dispose();
    rmSync(folder, { recursive: true });
  });

  const follow = (pollMs?: number): FollowedSession =>
    (followed = new FollowedSession(
      file,
      update => updates.push(update),
      pollMs === undefined ? {} : { pollMs },
    ));
  const last = (): SessionUpdate => updates.at(-1)!;

  it('is told by itself, step by step, without being asked', async () => {
    writeFileSync(file, `${lines.slice(0, 6).join('\n')}\n`);
    follow(100);
    await expect.poll(() => last().trajectory.steps).toHaveLength(2);
    appendFileSync(file, `${lines[6]}\n`);
    await expect.poll(() => last().trajectory.steps).toHaveLength(3);
    expect(last()).toMatchObject({ agent: 'Claude Code' });
    expect(last().trajectory.steps[2]).toMatchObject({ kind: 'test', output: null });
    appendFileSync(file, `${lines[7]}\n`);
    await expect.poll(() => last().trajectory.steps[2]?.exitCode).toBe(1);
  }, 90_000);

  it('is looked at once for all that is told of it before the look begins', async () => {
    writeFileSync(file, `${lines.slice(0, 6).join('\n')}\n`);
    const session = follow();
    const looks = Array.from({ length: 100 }, () => session.refresh());
    expect(new Set(looks).size).toBe(1);
    await Promise.all(looks);
    expect(last().trajectory.steps).toHaveLength(2);
    expect(session.refresh()).not.toBe(looks[0]);
  });

  it('line by line ends as the whole file read at once', async () => {
    const whole = path.join(folder, 'whole.jsonl');
    writeFileSync(whole, `${lines.slice(0, -1).join('\n')}\n`);
    const atOnce: SessionUpdate[] = [];
    const other = new FollowedSession(whole, update => atOnce.push(update));
    await other.refresh();
    other.dispose();

    writeFileSync(file, '');
    follow();
    for (const line of lines.slice(0, -1)) {
      appendFileSync(file, `${line}\n`);
      await followed?.refresh();
    }
    expect(last().trajectory).toEqual(atOnce.at(-1)?.trajectory);
    expect(last().problems).toEqual(atOnce.at(-1)?.problems);
  });

  it('with a torn last line waits for its end', async () => {
    const [torn, rest] = [lines[6]!.slice(0, 120), lines[6]!.slice(120)];
    writeFileSync(file, `${lines.slice(0, 6).join('\n')}\n${torn}`);
    await follow().refresh();
    expect(last().trajectory.steps).toHaveLength(2);
    expect(last().problems).toEqual([]);
    appendFileSync(file, `${rest}\n`);
    await followed?.refresh();
    expect(last().trajectory.steps).toHaveLength(3);
    expect(last().problems).toEqual([]);
  });

  it('that does not exist yet is followed when it comes', async () => {
    await follow().refresh();
    expect(updates).toEqual([]);
    writeFileSync(file, `${lines.slice(0, 6).join('\n')}\n`);
    await followed?.refresh();
    expect(last().trajectory.steps).toHaveLength(2);
  });

  it('is read from its beginning when it was replaced or shortened', async () => {
    writeFileSync(file, `${lines.slice(0, -1).join('\n')}\n`);
    await follow().refresh();
    expect(last().trajectory.steps.length).toBeGreaterThan(5);
    writeFileSync(file, `${lines.slice(0, 6).join('\n')}\n`);
    await followed?.refresh();
    expect(last().trajectory.steps).toHaveLength(2);
    const next = path.join(folder, 'next');
    writeFileSync(next, `${lines.slice(0, 12).join('\n')}\n`);
    renameSync(next, file);
    await followed?.refresh();
    expect(last().trajectory.steps).toHaveLength(5);
  });

  it('grows while its sub-agents work, though nothing comes to its own file', async () => {
    const own = readFileSync(path.join(fixtures, 'claude-code/sub-agents.jsonl'), 'utf8').split('\n');
    const beside = readFileSync(
      path.join(fixtures, 'claude-code/sub-agents/subagents/agent-a1.jsonl'),
      'utf8',
    );
    const work = beside.split('\n');
    writeFileSync(file, `${own.slice(0, 6).join('\n')}\n`);
    await follow().refresh();
    expect(last().trajectory.steps).toHaveLength(4);

    const subAgents = path.join(folder, 'session/subagents');
    mkdirSync(subAgents, { recursive: true });
    const subAgent = path.join(subAgents, 'agent-a1.jsonl');
    writeFileSync(subAgent, `${work.slice(0, 5).join('\n')}\n${work[5]!.slice(0, 50)}`);
    await followed?.refresh();
    expect(last()).toMatchObject({ problems: [] });
    expect(last().trajectory.steps.map(step => step.call?.id)).toEqual([
      undefined,
      't1',
      't2',
      't3',
      's1',
      's2',
    ]);

    appendFileSync(subAgent, `${work[5]!.slice(50)}\n`);
    await followed?.refresh();
    expect(last().trajectory.patch?.text).toContain('+  return sum - discount;');
    const told = updates.length;
    await followed?.refresh();
    expect(updates).toHaveLength(told);

    appendFileSync(subAgent, work.slice(6).join('\n'));
    appendFileSync(file, own.slice(6).join('\n'));
    await followed?.refresh();
    expect(
      last()
        .trajectory.steps.map(step => step.call?.id)
        .slice(6),
    ).toEqual(['s3', 's4', undefined, 't4', 't5']);
  });

  it('that is one document is read anew on each change', async () => {
    const document = JSON.parse(readFileSync(path.join(fixtures, 'gemini-cli/session.json'), 'utf8')) as {
      messages: unknown[];
    };
    const { messages } = document;
    writeFileSync(file, JSON.stringify({ ...document, messages: messages.slice(0, 1) }));
    await follow().refresh();
    expect(last().trajectory.steps).toHaveLength(1);
    writeFileSync(file, JSON.stringify({ ...document, messages: messages.slice(0, 2) }));
    await followed?.refresh();
    expect(last().trajectory.steps).toHaveLength(4);
  });

  it('is told no more after it was let go', async () => {
    writeFileSync(file, `${lines.slice(0, 6).join('\n')}\n`);
    await follow(20).refresh();
    followed?.dispose();
    const told = updates.length;
    appendFileSync(file, `${lines[6]}\n`);
    await followed?.refresh();
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(updates).toHaveLength(told);
  });

  it('in a folder of events is read again only when an event has come, or may still be being written', async () => {
    const conversation = path.join(folder, 'conversation');
    cpSync(path.join(fixtures, 'openhands/conversation'), conversation, { recursive: true });
    const events = path.join(conversation, 'events');
    const event = path.join(events, 'event-00003-e3.json');
    const whole = readFileSync(event);
    const wait = (seconds: number) => {
      const time = new Date(Date.now() - seconds * 1_000);
      utimesSync(events, time, time);
    };
    writeFileSync(event, '{"id":');
    wait(1);
    followed = new FollowedSession(events, update => updates.push(update));
    await followed.refresh();
    const torn = updates.at(-1)?.trajectory.steps;
    writeFileSync(event, whole);
    await followed.refresh();
    expect(updates).toHaveLength(2);
    expect(updates[1]?.trajectory.steps).not.toEqual(torn);

    wait(60);
    await followed.refresh();
    writeFileSync(event, '{"id":');
    await followed.refresh();
    // It was not looked into: nothing says that anything has come.
    expect(updates).toHaveLength(2);
    rmSync(event);
    await followed.refresh();
    expect(updates).toHaveLength(3);
  });
});
