/**
 * The scorer: a child process that reads patches and runs the model, for one parent.
 *
 * It speaks JSON-RPC on the IPC channel it was forked with and ends with it. A mistake in a request is answered with
 * an error; any other mistake ends the process with a line on stderr, and the parent starts another.
 */
import * as path from 'node:path';
import {
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  createMessageConnection,
  type CancellationToken,
} from 'vscode-jsonrpc/node';
import { z } from 'zod';
import {
  methods,
  type OpenParams,
  type OpenResult,
  type ProgressParams,
  type RenderParams,
  type RenderResult,
  type ScoreParams,
  type ScoreResult,
} from '../core/protocol/scorer';
import { withinTime } from '../platform/process/withinTime';
import { TreeSitterReader } from '../platform/syntax/treeSitter';
import { openParams, renderParams, scoreParams } from './messages';
import { Lanes } from './engines/lanes';
import { openModel, type OpenedModel, type StartEngine } from './openModel';
import { renderCandidates, tokenizerFiles } from './renderCandidates';
import { RequestQueue } from './requestQueue';

/** More requests than this are refused at once: whoever sends them does not wait for answers. */
const MAX_WAITING = 64;

/** The lanes' bundle lies beside this one. */
const laneScript = path.join(__dirname, 'lane.js');

const startLanes: StartEngine = (graph, shape, threads) => Lanes.load(laneScript, graph, shape, threads);

const line = (text: string) => process.stderr.write(`${text}\n`);

function serve(): void {
  const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process), {
    error: line,
    warn: line,
    info: line,
    log: line,
  });
  const queue = new RequestQueue(MAX_WAITING);
  const tokenizerOf = tokenizerFiles();
  let syntax: Promise<TreeSitterReader> | null = null;
  const loadSyntax = () => (syntax ??= TreeSitterReader.load());
  let model: OpenedModel | null = null;

  connection.onRequest(methods.open, (message: unknown, token: CancellationToken): Promise<OpenResult> => {
    const params = checked<OpenParams>(openParams, message);
    return queue.run(null, signalOf(token), async stopping => {
      // A job that is stopped runs beside another, which may be using the model.
      stopping.throwIfAborted();
      const started = performance.now();
      const opening = await openModel(params, loadSyntax, startLanes);
      if (opening.kind === 'refused') return opening;
      await model?.engine.dispose();
      model = opening;
      const { manifest, engine } = opening;
      const loadMs = performance.now() - started;
      const residentBytes = process.memoryUsage.rss();
      return { kind: 'opened', manifest, engine: engine.name, loadMs, residentBytes };
    });
  });

  connection.onRequest(methods.score, (message: unknown, token: CancellationToken): Promise<ScoreResult> => {
    const params = checked<ScoreParams>(scoreParams, message);
    const { progressToken } = params;
    return withinTime(signalOf(token), params.deadlineMs, signal =>
      queue.run(params.supersedes, signal, stopping => {
        if (!model) throw new ResponseError(ErrorCodes.InvalidRequest, 'no model is open');
        return model.scorer.score(params, stopping, (done, total) => {
          if (progressToken === null) return;
          const progress: ProgressParams = { progressToken, done, total };
          void connection.sendNotification(methods.progress, progress);
        });
      }),
    );
  });

  connection.onRequest(
    methods.render,
    async (message: unknown, token: CancellationToken): Promise<RenderResult> => {
      const params = checked<RenderParams>(renderParams, message);
      return renderCandidates(params, await loadSyntax(), tokenizerOf, signalOf(token));
    },
  );

  connection.listen();
}

/** @throws ResponseError, which the connection answers with */
function checked<T>(schema: z.ZodType<T>, message: unknown): T {
  const parsed = schema.safeParse(message);
  if (parsed.success) return parsed.data;
  throw new ResponseError(ErrorCodes.InvalidParams, z.prettifyError(parsed.error));
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** Ends at once, without unwinding: the runtime's threads may be at work, and nothing here needs to be saved. */
function endNow(): void {
  process.kill(process.pid, 'SIGKILL');
}

process.on('uncaughtException', error => {
  line(`The scorer ends after an error it did not expect: ${error.stack ?? error.message}`);
  process.exitCode = 1;
  process.exit();
});
// The parent is gone, in whatever way.
process.on('disconnect', endNow);

if (process.send) serve();
else {
  line('This is the scorer of SWE-RM; it is started by the extension or by the command swe-rm.');
  process.exitCode = 2;
}
