/**
 * The MCP server of SWE-RM: `node mcp.js --repo FOLDER`, over standard input and output. One scorer process serves the
 * connection; it is started with the first call and ends with it.
 */
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { version } from '../../package.json';
import { NO_TASK } from '../core/task/taskReading';
import { DEFAULT_TASK_FILE } from '../core/task/task';
import { MAX_THREADS } from '../core/protocol/scorer';
import { Git } from '../platform/git/git';
import { findNode } from '../platform/process/findNode';
import { ScorerClient } from '../platform/process/scorerClient';
import { belowRoot, readTaskFile, realPlace } from '../platform/task/taskFile';
import { answerMalformed } from './answerMalformed';
import { ANSWER_WITHIN_MS, makeServer } from './server';
import { messageOf } from '../core/text/messageOf';

/** The server runs from `dist/mcp.js`; the scorer's bundle lies beside it, the model beside that folder. */
const packageFolder = path.join(__dirname, '..');
const MEMORY_CEILING_BYTES = 2 * 1024 ** 3;

const usage = `usage: swe-rm-mcp [--repo FOLDER] [--task-file FILE] [--model FOLDER] [--threads N]

Serves the tools score_patch, rank_patches and review_change over standard input and output (MCP).
  --repo FOLDER      repository that paths and revisions are looked up in (default: the current folder)
  --task-file FILE   file in it that says what a change should achieve (default: TASK.md)
  --model FOLDER     model folder (default: the one that ships with SWE-RM)
  --threads N        threads of the engine (default: chosen for this machine)
`;

const log = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      repo: { type: 'string', default: '.' },
      'task-file': { type: 'string', default: DEFAULT_TASK_FILE },
      model: { type: 'string', default: path.join(packageFolder, 'model') },
      threads: { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const folder = path.resolve(values.repo);
  const taskFile = await realPlace(folder, values['task-file']);
  const threads = Number(values.threads);
  if (!Number.isInteger(threads) || threads < 0 || threads > MAX_THREADS)
    throw new Error(`--threads must be a whole number from 0 to ${MAX_THREADS}.`);
  // Started by an editor this may be Electron as Node; the scorer wants a real one.
  const { executable } = await findNode(null);
  const scorer = new ScorerClient({
    workerPath: path.join(__dirname, 'worker.js'),
    modelFolder: path.resolve(values.model),
    threads,
    nodeExecutable: executable,
    memoryCeilingBytes: MEMORY_CEILING_BYTES,
    log,
    // A call that is late has its answer all the same; the scorer need not end for it while it may yet get there.
    limits: { graceMs: ANSWER_WITHIN_MS },
  });
  const repository = () => Git.open(folder);
  const ports = {
    repository,
    excluded: (git: Git) => belowRoot(git, [taskFile]),
    defaultTask: async () => {
      const git = await repository();
      return 'problem' in git ? NO_TASK : readTaskFile(git, taskFile, values['task-file']);
    },
    scorer,
  };
  const end = () => {
    scorer.dispose();
    process.exit();
  };
  const transport = new StdioServerTransport();
  serveStdio(() => makeServer(version, ports), { transport, onerror: error => log(error.message) });
  answerMalformed(process.stdin, process.stdout);
  // The client is gone, or sent a message that is too long: a server that hears nothing more would stay for good.
  const { onclose } = transport;
  transport.onclose = () => {
    onclose?.();
    end();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  // Every tool will say so too, but whoever wrote the arguments reads it here.
  const opened = await repository();
  if ('problem' in opened) log(opened.problem);
}

void main().catch((error: unknown) => {
  log(messageOf(error));
  log(usage);
  process.exitCode = 2;
});
