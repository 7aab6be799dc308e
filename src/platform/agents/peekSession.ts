import { open, stat } from 'node:fs/promises';
import { readSession } from './readSession';
import { SessionReader, type SessionReading } from './sessionReader';

/** What the beginning of a session says. */
interface SessionGlance {
  readonly agent: string;
  readonly workspace: string | null;
  readonly title: string | null;
}

/** Bytes of the beginning of a session of lines, and of a whole document, that are looked at. */
const MAX_HEAD = 256 * 1024;
const MAX_DOCUMENT = 8 * 1024 * 1024;

/** Looks at the beginning of a session file, or at a folder of events; null when it is unreadable or no session. */
export async function peekSession(session: string): Promise<SessionGlance | null> {
  const status = await stat(session).catch(() => null);
  const reading = status?.isDirectory() ? await readSession(session) : await readHead(session);
  if (reading?.kind !== 'session') return null;
  const { workspace, task } = reading.session.trajectory;
  return {
    agent: reading.label,
    workspace,
    title: task?.title ?? null,
  };
}

async function readHead(file: string): Promise<SessionReading | null> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return null;
  try {
    const reader = new SessionReader();
    const buffer = Buffer.alloc(64 * 1024);
    let position = 0;
    while (position < (reader.growsByLines ? MAX_HEAD : MAX_DOCUMENT)) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) {
        reader.end();
        break;
      }
      reader.push(Buffer.from(buffer.subarray(0, bytesRead)));
      position += bytesRead;
    }
    return reader.reading();
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}
