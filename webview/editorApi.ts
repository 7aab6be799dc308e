import type { ZodType } from 'zod';

/** The editor as a page sees it. */
interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** It can be had once only, so it is had here. */
export const editorApi = acquireVsCodeApi();

/** Calls back with every snapshot of the host. What does not parse is not from this version's host and is ignored. */
export function onSnapshot<State>(schema: ZodType<State>, listener: (state: State) => void): void {
  window.addEventListener('message', event => {
    const state = schema.safeParse(event.data);
    if (state.success) listener(state.data);
  });
}
