import { readFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../temporaryFolder';

const TRACE = 'GIT_TRACE2_EVENT';

/** What each git that a piece of work starts is asked, by git's own account; those that git starts itself are left out. */
export async function gitProcesses(work: () => Promise<unknown>): Promise<readonly string[]> {
  const trace = path.join(temporaryFolder(), 'trace');
  process.env[TRACE] = trace;
  try {
    await work();
  } finally {
    delete process.env[TRACE];
  }
  const lines = readFileSync(trace, 'utf8').split('\n').filter(Boolean);
  return lines.flatMap(line => {
    const { event, sid, argv } = JSON.parse(line) as { event: string; sid: string; argv?: string[] };
    return event === 'start' && !sid.includes('/') && argv !== undefined ? [argv.join(' ')] : [];
  });
}
