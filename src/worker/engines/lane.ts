/**
 * A lane: a thread of the scorer that runs the graph for it, on itself alone. Runs come one at a time.
 *
 * The runtime's call for Node blocks the thread that makes it, so two runs at once need two threads.
 */
import { parentPort, type MessagePort } from 'node:worker_threads';
import { messageOf } from '../../core/text/messageOf';
import type { EngineInput } from './engine';
import type { LaneAnswer, LaneRequest, LaneSetup } from './laneMessages';
import type { OnnxEngine } from './onnxEngine';

class LaneThread {
  private engine: OnnxEngine | null = null;

  constructor(private readonly port: MessagePort) {}

  async handle(request: LaneRequest): Promise<void> {
    try {
      switch (request.kind) {
        case 'load':
          return await this.load(request.setup);
        case 'run':
          return await this.run(request.input);
        case 'close':
          await this.engine?.dispose();
          this.port.close();
      }
    } catch (error) {
      this.answer({ kind: 'failed', message: messageOf(error) });
    }
  }

  private async load({ graph, shape, threads }: LaneSetup): Promise<void> {
    // Here, so that a runtime which cannot be loaded on this machine is told in a sentence.
    const { OnnxEngine } = await import('./onnxEngine');
    this.engine = await OnnxEngine.load(graph, shape, threads);
    this.answer({ kind: 'ready' });
  }

  private async run(input: EngineInput): Promise<void> {
    if (this.engine === null) throw new Error('No graph is loaded.');
    this.answer({ kind: 'ran', answer: await this.engine.run(input) });
  }

  private answer(message: LaneAnswer): void {
    this.port.postMessage(message);
  }
}

if (parentPort) {
  const lane = new LaneThread(parentPort);
  parentPort.on('message', (request: LaneRequest) => void lane.handle(request));
}
