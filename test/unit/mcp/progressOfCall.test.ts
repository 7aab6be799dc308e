import { expect, it } from 'vitest';
import { ProgressOfCall } from '../../../src/mcp/progressOfCall';

type Context = ConstructorParameters<typeof ProgressOfCall>[0];

/** What a client is told, which names its call as it likes. */
function told(meta: object | undefined, report: (progress: ProgressOfCall) => void): unknown[] {
  const sent: unknown[] = [];
  const notify = (notification: unknown) => {
    sent.push(notification);
    return Promise.reject(new Error('gone'));
  };
  report(new ProgressOfCall({ mcpReq: { _meta: meta, notify } } as unknown as Context));
  return sent;
}

it('numbers grow, also where a scorer begins again, and none comes after the answer', () => {
  const sent = told({ progressToken: 0 }, progress => {
    for (const done of [1, 2, 1, 2, 3]) progress.tell(done, 4);
    progress.end();
    progress.tell(4, 4);
  });
  expect(sent).toEqual(
    [1, 2, 3].map(progress => ({
      method: 'notifications/progress',
      params: { progressToken: 0, progress, total: 4 },
    })),
  );
});

it('a client that did not ask is told nothing', () => {
  expect(told(undefined, progress => progress.tell(1, 2))).toEqual([]);
  expect(told({}, progress => progress.tell(1, 2))).toEqual([]);
});
