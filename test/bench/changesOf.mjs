// node test/bench/changesOf.mjs FOLDER… > changes.jsonl: the newest commits of git repositories, oldest first, as `bench:places` reads
// them. What is a fix is told by its title.
import { spawnSync } from 'node:child_process';
import { basename, resolve } from 'node:path';

const COMMITS = 3000;
/** A longer diff is an import or a formatter's. */
const LONGEST = 60_000;
/** Cannot stand in a message or a diff: a fresh one for each run. */
const mark = `@@${process.pid}.${Date.now()}@@`;
const isFix = /\b(fix|fixes|fixed|bug|bugfix|hotfix|regression|crash)\b/i;

for (const folder of process.argv.slice(2)) {
  const what = ['log', '--reverse', '--topo-order', '--no-merges', `--max-count=${COMMITS}`, '--patch'];
  const how = ['--no-color', '--no-ext-diff', '--no-renames', `--format=${mark}%s${mark}%b${mark}`];
  const git = spawnSync('git', ['-C', folder, ...what, ...how], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (git.status !== 0) {
    process.stderr.write(`${folder} is left out: ${(git.error?.message ?? git.stderr).trim()}\n`);
    process.exitCode = 1;
    continue;
  }
  const fields = git.stdout.split(mark).slice(1);
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [title, body, diff] = fields.slice(at, at + 3).map(text => text.replace(/^\n+/, ''));
    if (diff.trim() === '' || diff.length > LONGEST) continue;
    const row = {
      repo: basename(resolve(folder)),
      kind: isFix.test(title) ? 'fix' : 'other',
      title,
      body,
      diff,
    };
    process.stdout.write(`${JSON.stringify(row)}\n`);
  }
}
