import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../../src/core/scoring/outcome';
import { learnFromHistory } from '../../../src/host/learning/learnFromHistory';
import { learningHandlers, type LearningTargets } from '../../../src/host/learning/learningCommands';
import type { Outcomes } from '../../../src/host/learning/outcomes';
import { failure } from '../../../src/host/problem';
import type { Scoring } from '../../../src/host/scoring/scoring';
import { Git } from '../../../src/platform/git/git';

const editor = vi.hoisted(() => ({ told: [] as string[] }));

vi.mock('vscode', async original => ({
  ...(await original<object>()),
  ProgressLocation: { Notification: 15 },
  window: {
    withProgress: (_: unknown, work: (...args: readonly unknown[]) => unknown) =>
      work(
        { report: () => undefined },
        { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) },
      ),
    showInformationMessage: (text: string, _: unknown, button?: string) => {
      editor.told.push(text);
      return Promise.resolve(button);
    },
    showWarningMessage: (_: string, __: unknown, button: string) => Promise.resolve(button),
  },
}));

let folder = '';
let git: Git;

/** Four commits that stood, each of a file of its own; the last one is too young to say. */
beforeEach(async () => {
  editor.told = [];
  folder = mkdtempSync(path.join(tmpdir(), 'swe-rm-learning-'));
  run(0, 'init', '-q', '-b', 'main');
  for (const [index, day] of [0, 1, 2, 3, 4, 60].entries()) {
    writeFileSync(path.join(folder, `part${index}.py`), `part = make_part(number=${index})\n`);
    run(day, 'add', '.');
    run(day, 'commit', '-q', '-m', `Add part ${index}`);
  }
  const opened = await Git.open(folder);
  if (!(opened instanceof Git)) throw new Error(opened.problem);
  git = opened;
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(day: number, ...args: readonly string[]): void {
  const date = new Date(Date.UTC(2025, 0, 1 + day)).toISOString();
  const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: folder, env, stdio: 'pipe' });
}

/** Outcomes in memory. */
function memory() {
  let kept: readonly Outcome[] = [];
  return {
    all: () => Promise.resolve(kept),
    add: (outcomes: readonly Outcome[]) => Promise.resolve(void (kept = [...kept, ...outcomes])),
    clear: () => Promise.resolve(void (kept = [])),
  };
}

/** A scorer with a model of this version, which answers so many times and then works until it is cancelled. */
function scorer(version: string, answers = Infinity) {
  const asked = { times: 0 };
  const producedBy = { model: 'a model', version, local: null };
  const single = { kind: 'scored', score: 0.5, regime: 'single', producedBy };
  const scoring = {
    score: (_: unknown, signal: AbortSignal) => {
      asked.times += 1;
      return asked.times <= answers
        ? Promise.resolve({ kind: 'done', result: { candidates: [{ id: 'commit', single, set: null }] } })
        : new Promise(resolve => {
            signal.addEventListener('abort', () => resolve({ kind: 'cancelled' }));
          });
    },
  } as unknown as Scoring;
  return { asked, scoring };
}

describe('learning from the history', () => {
  const learn = async (scoring: Scoring, outcomes: ReturnType<typeof memory>) => {
    const { added } = await learnFromHistory(
      git,
      scoring,
      outcomes as unknown as Outcomes,
      new AbortController().signal,
      () => undefined,
    );
    return added;
  };

  it('adds each commit once for a model, and once more for another model, whose scores are others', async () => {
    const outcomes = memory();
    expect(await learn(scorer('1').scoring, outcomes)).toBe(4);
    const again = scorer('1');
    expect(await learn(again.scoring, outcomes)).toBe(0);
    // By the first score it is known which model it is.
    expect(again.asked.times).toBe(1);
    expect(await learn(scorer('2').scoring, outcomes)).toBe(4);
    expect(await learn(scorer('2').scoring, outcomes)).toBe(0);
    const versions = (await outcomes.all()).map(({ score }) => score?.version);
    expect(versions).toEqual([...Array<string>(4).fill('1'), ...Array<string>(4).fill('2')]);
  });

  it('keeps what it has learned when the scorer fails on the way', async () => {
    const outcomes = memory();
    const { asked, scoring } = scorer('1');
    const failing: Scoring = {
      score: (...request) =>
        asked.times < 2
          ? scoring.score(...request)
          : Promise.resolve({ kind: 'failed', problem: failure('scorer failed', 'It is broken.') }),
    };
    await expect(learn(failing, outcomes)).rejects.toThrow('It is broken.');
    expect(await outcomes.all()).toHaveLength(2);
  });
});

describe('the commands for learning', () => {
  it('read the history once at a time, and forget what is being learned as well', async () => {
    const outcomes = memory();
    const { asked, scoring } = scorer('1', 2);
    const learning = { ...scoring, reset: () => outcomes.clear() };
    const repository = { git: () => Promise.resolve(git) };
    const { signal: left } = new AbortController();
    const handlers = learningHandlers({ learning, outcomes, repository, left } as unknown as LearningTargets);
    await outcomes.add([{ source: 'tests', commit: null } as Outcome]);

    const scan = handlers['learnFromHistory']?.();
    await expect.poll(() => asked.times).toBe(3);
    await expect(handlers['learnFromHistory']?.()).rejects.toThrow(/is already being read/);
    await handlers['resetLearning']?.();
    await scan;
    expect(await outcomes.all()).toEqual([]);
    // And not how many were added.
    expect(editor.told).toEqual(['Learn from the history of this repository?']);
  });
});
