import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from './childEnvironment';

/** The oldest Node that the scorer is tested on. */
const OLDEST_MAJOR = 20;
const PROBE_TIMEOUT_MS = 3000;

interface FoundNode {
  /** Absolute path for the scorer's process; null: the executable of this process will do. */
  readonly executable: string | null;
  /** For the log: what was chosen and why. */
  readonly reason: string;
  /** What is wrong with the one that was set, which is not used then: "/opt/node cannot be run". Null: nothing. */
  readonly refused: string | null;
}

interface NodeSurroundings {
  /** `process.versions.electron`: set when this process is Electron, not Node. */
  readonly electron: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Answers with what `<file> --version` prints; rejects when it cannot be run. */
  readonly version: (file: string) => Promise<string>;
}

const run = promisify(execFile);

const realSurroundings: NodeSurroundings = {
  electron: process.versions['electron'],
  env: process.env,
  version: async file => {
    const { stdout } = await run(file, ['--version'], {
      timeout: PROBE_TIMEOUT_MS,
      env: childEnvironment(process.env, false),
    });
    return stdout;
  },
};

/**
 * Chooses the Node that runs the scorer: the user's setting, else this process itself when it is Node, else the first
 * fitting one on PATH, else Electron as Node. Under Electron a real Node comes first, because native runtimes have
 * crashed under Electron's allocator.
 *
 * @param setting path of a Node executable, or null
 */
export async function findNode(
  setting: string | null,
  { electron, env, version }: NodeSurroundings = realSurroundings,
): Promise<FoundNode> {
  let refused: string | null = null;
  if (setting !== null && setting.trim() !== '') {
    if (!path.isAbsolute(setting)) refused = `${setting} is not an absolute path`;
    else {
      const found = await probe(setting, version);
      if (found.kind === 'usable')
        return { executable: setting, reason: `${found.version}, as set`, refused };
      refused = `${setting} ${found.problem}`;
    }
  }
  if (electron === undefined) return { executable: null, reason: 'the Node that runs this', refused };
  for (const file of candidatesOnPath(env)) {
    if (!(await isExecutable(file))) continue;
    const found = await probe(file, version);
    if (found.kind === 'usable')
      return { executable: file, reason: `${found.version} on PATH, ${file}`, refused };
  }
  return { executable: null, reason: `Electron ${electron} as Node`, refused };
}

/** Absolute entries only: a relative one would run whatever lies in the folder that happens to be open. */
function candidatesOnPath(env: NodeSurroundings['env']): string[] {
  const variable = env['PATH'] ?? env['Path'] ?? '';
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return variable
    .split(path.delimiter)
    .filter(folder => path.isAbsolute(folder))
    .map(folder => path.join(folder, name));
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

type Probe =
  | { readonly kind: 'usable'; readonly version: string }
  | { readonly kind: 'unusable'; readonly problem: string };

async function probe(file: string, version: NodeSurroundings['version']): Promise<Probe> {
  let printed: string;
  try {
    printed = (await version(file)).trim();
  } catch {
    return { kind: 'unusable', problem: 'cannot be run' };
  }
  const major = /^v(\d+)\./.exec(printed)?.[1];
  if (major === undefined) return { kind: 'unusable', problem: 'is not Node' };
  if (Number(major) < OLDEST_MAJOR)
    return { kind: 'unusable', problem: `is older than Node ${OLDEST_MAJOR}` };
  return { kind: 'usable', version: `Node ${printed}` };
}
