import { writeSync } from 'node:fs';
import { Redactor } from '../../../../src/platform/redaction/redactor';
import { TrajectoryStore } from '../../../../src/platform/store/trajectoryStore';
import { TrajectoryWriter } from '../../../../src/platform/store/trajectoryWriter';
import { ROOT, step } from './steps';

/** Appends steps for as long as it lives, and says on stdout which one has been acknowledged. */
async function main(folder: string): Promise<void> {
  const store = new TrajectoryStore(folder, new Redactor());
  const left = await store.leftBehind();
  const resumed = left === null ? null : await store.resume(left);
  if (resumed !== null && 'problem' in resumed) throw new Error(resumed.problem);
  const writer = resumed?.writer ?? (await store.begin(ROOT));
  if (!(writer instanceof TrajectoryWriter)) throw new Error(writer.problem);
  for (let id = (resumed?.read.trajectory.steps.length ?? 0) + 1; ; id++) {
    await writer.writeStep(step(id));
    writeSync(1, `${id}\n`);
  }
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  writeSync(2, String(error));
  process.exit(1);
});
