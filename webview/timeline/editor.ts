import {
  timelineHostMessageSchema,
  type TimelineMessage,
  type TimelineState,
} from '../../src/core/protocol/timeline';

interface EditorApi {
  postMessage(message: TimelineMessage): void;
}

declare function acquireVsCodeApi(): EditorApi;

const api = acquireVsCodeApi();

export function send(message: TimelineMessage): void {
  api.postMessage(message);
}

/** Calls back with every snapshot of the host. What does not parse is not from this version's host and is ignored. */
export function onState(listener: (state: TimelineState) => void): void {
  window.addEventListener('message', event => {
    const message = timelineHostMessageSchema.safeParse(event.data);
    if (message.success) listener(message.data.state);
  });
}
