import { expect, it } from 'vitest';
import { copilotChatLog } from '../../../../src/core/sessions/copilotChat';

it.each([
  ['of every object', ['__proto__', 'polluted']],
  ['of the session', ['__proto__']],
])('a change to the prototype %s is not followed', (_, path) => {
  const session = copilotChatLog.start();
  session.push({ kind: 0, v: { sessionId: 's', requests: [] } }, 'line 1');
  session.push({ kind: 1, k: path, v: { polluted: true } }, 'line 2');
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(session.convert().problems).toContainEqual({
    message: 'A change to the session could not be followed.',
    where: 'line 2',
  });
});
