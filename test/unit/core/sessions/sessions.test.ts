import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
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
