// npm run package -- [--target <platform>]…      one .vsix per platform; without a target, for this machine.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './run.mjs';
import { makeVsix, targets } from './vsix.mjs';

const { values } = parseArgs({ options: { target: { type: 'string', multiple: true } } });
const chosen = values.target ?? [`${process.platform}-${process.arch}`];
for (const target of chosen) {
  if (!targets.includes(target)) {
    console.error(`There is no native runtime for ${target}. Targets: ${targets.join(', ')}.`);
    process.exit(2);
  }
}

await run('node', ['esbuild.mjs', '--production']);
await run('node', ['scripts/notices.mjs', '--check']);
for (const target of chosen) {
  const path = await makeVsix(target);
  const megabytes = (await stat(path)).size / 1e6;
  console.log(`${basename(path)}  ${megabytes.toFixed(1)} MB`);
}
