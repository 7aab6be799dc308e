import type { ServerContext } from '@modelcontextprotocol/server';

/**
 * Tells a client how far a call is, where it asked to be told: of the patches that are read, and of the parts that are left
 * out. The protocol wants numbers that grow, also where a scorer that died begins again, and none after the answer.
 */
export class ProgressOfCall {
  private told = 0;

  constructor(private readonly context: Pick<ServerContext, 'mcpReq'>) {}

  tell(done: number, total: number): void {
    const { _meta: meta, notify } = this.context.mcpReq;
    if (meta?.progressToken === undefined || done <= this.told) return;
    this.told = done;
    const params = { progressToken: meta.progressToken, progress: done, total };
    // A client that is gone reads nothing, and the server ends with it.
    notify({ method: 'notifications/progress', params }).catch(() => undefined);
  }

  end(): void {
    this.told = Infinity;
  }
}
