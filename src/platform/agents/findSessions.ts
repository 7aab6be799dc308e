import { readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { sameFolder, type AgentAdapter, type Machine, type Place } from './agentAdapter';
import { agentAdapters } from './agentAdapters';
import { peekSession } from './peekSession';
import { byCodeUnit } from '../../core/text/byCodeUnit';

/** A session on this machine. */
interface FoundSession {
  /** For people, e.g. "Claude Code". */
  readonly agent: string;
  /** A file, or a folder of events. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

interface FindOptions {
  /** Only sessions that worked in this folder (absolute). */
  readonly workspace?: string | null;
  /** Only sessions changed since, milliseconds since 1970. */
  readonly modifiedSince?: number;
  /** At most this many, the newest. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** Entries that one place is searched for. */
const MAX_ENTRIES = 50_000;

/** The sessions of every known agent on this machine, newest first. What cannot be read is passed over. */
export async function findSessions(
  machine: Machine,
  options: FindOptions = {},
): Promise<readonly FoundSession[]> {
  const workspace = options.workspace ?? null;
  const all: { readonly adapter: AgentAdapter; readonly found: FoundSession }[] = [];
  for (const adapter of agentAdapters)
    for (const searched of adapter.places(machine, workspace))
      for await (const file of sessionsIn(searched, options.signal)) {
        const status = await stat(file).catch(() => null);
        if (status === null || status.mtimeMs < (options.modifiedSince ?? 0)) continue;
        all.push({
          adapter,
          found: { agent: adapter.label, path: file, modifiedAt: Math.round(status.mtimeMs) },
        });
      }
  all.sort((a, b) => b.found.modifiedAt - a.found.modifiedAt || byCodeUnit(a.found.path, b.found.path));

  const limit = options.limit ?? Infinity;
  const kept: FoundSession[] = [];
  for (const { adapter, found } of all) {
    options.signal?.throwIfAborted();
    if (kept.length >= limit) break;
    if (workspace === null || (await isOf(adapter, found.path, workspace))) kept.push(found);
  }
  return kept;
}

async function isOf(adapter: AgentAdapter, session: string, workspace: string): Promise<boolean> {
  const told = (await adapter.belongs?.(session, workspace)) ?? null;
  if (told !== null) return told;
  const glance = await peekSession(session);
  return glance !== null && glance.workspace !== null && sameFolder(glance.workspace, workspace);
}

async function* sessionsIn(
  { kind, folder, parts }: Place,
  signal?: AbortSignal,
): AsyncGenerator<string, void, void> {
  let left = MAX_ENTRIES;
  const waiting: { readonly folder: string; readonly depth: number }[] = [{ folder, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    signal?.throwIfAborted();
    const { folder: parent, depth } = next;
    const pattern = parts[depth];
    const isLast = depth === parts.length - 1;
    // Links are not followed: they may lead anywhere, also around in a circle.
    const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (--left < 0) return;
      if (pattern?.test(entry.name) !== true) continue;
      const child = path.join(parent, entry.name);
      if (isLast && (kind === 'file' ? entry.isFile() : entry.isDirectory())) yield child;
      else if (!isLast && entry.isDirectory()) waiting.push({ folder: child, depth: depth + 1 });
    }
  }
}
