import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import { buildWorker } from '../worker/buildWorker';

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliRunOptions {
  readonly stdin?: string | Buffer;
  readonly cwd?: string;
  /** Environment variables beside those of the test. */
  readonly env?: Readonly<Record<string, string>>;
  /** It is interrupted as soon as stderr holds this text. */
  readonly interruptAt?: string;
  /** By what; SIGINT, as by Ctrl-C, unless it is said. */
  readonly signal?: 'SIGINT' | 'SIGTERM';
  /** Nobody reads it, as with `| head` that has seen enough. */
  readonly unread?: 'stdout' | 'stderr';
}

/**
 * Bundles the command line and the scorer side by side, as the build does, and gives the path of the first.
 *
 * @param name of the test file: files run side by side, and a bundle must not be written while another file runs it
 */
export async function buildCli(name: string): Promise<string> {
  const worker = await buildWorker(`${name}/worker`);
  const outfile = path.join(path.dirname(worker), 'cli.js');
  await build({
    entryPoints: ['src/cli/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}

/** Runs the command line as a process, with no terminal on either side. */
export function runCli(cli: string, args: readonly string[], options: CliRunOptions = {}): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    // A continuous-integration machine counts as somebody who wants colours.
    const env: NodeJS.ProcessEnv = { ...process.env, ...options.env };
    for (const name of ['CI', 'FORCE_COLOR', 'NO_COLOR']) delete env[name];
    const child = spawn(process.execPath, [cli, ...args], { cwd: options.cwd, env });
    let [stdout, stderr] = ['', ''];
    let interrupted = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (options.interruptAt === undefined || interrupted || !stderr.includes(options.interruptAt)) return;
      interrupted = true;
      child.kill(options.signal ?? 'SIGINT');
    });
    if (options.unread !== undefined) child[options.unread].destroy();
    child.on('error', reject);
    child.on('close', code => resolve({ code, stdout, stderr }));
    // It may refuse its command line before it has read any of this.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin ?? '');
  });
}
