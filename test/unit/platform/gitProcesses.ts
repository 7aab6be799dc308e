import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const TRACE = 'GIT_TRACE2_EVENT';

/** What each git that a piece of work starts is asked, by git's own account; those that git starts itself are left out. */
export async function gitProcesses(work: () => Promise<unknown>): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'swe-rm-trace-'));
  const trace = path.join(folder, 'trace');
  process.env[TRACE] = trace;
  try {
    await work();
  } finally {
    delete process.env[TRACE];
  }
  const lines = readFileSync(trace, 'utf8').split('\n').filter(Boolean);
  rmSync(folder, { recursive: true });
  return lines.flatMap(line => {
    const { event, sid, argv } = JSON.parse(line) as { event: string; sid: string; argv?: string[] };
    return event === 'start' && !sid.includes('/') && argv !== undefined ? [argv.join(' ')] : [];
  });
}
