import type { PanelMessage } from '../src/core/protocol/panel';
import { hostMessageSchema, type PanelState } from '../src/core/protocol/panel';

interface EditorApi {
  postMessage(message: PanelMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

const api = acquireVsCodeApi();

export function send(message: PanelMessage): void {
  api.postMessage(message);
}

/** Calls back with every snapshot of the host. What does not parse is not from this version's host and is ignored. */
export function onState(listener: (state: PanelState) => void): void {
  window.addEventListener('message', event => {
    const message = hostMessageSchema.safeParse(event.data);
    if (message.success) listener(message.data.state);
  });
}

/**
 * Which foldable parts are open: the only thing the panel remembers by itself. It survives being hidden; facts
 * come from the host.
 */
export class Folds {
  private readonly open: Set<string>;

  constructor() {
    const saved: unknown = api.getState();
    const names = Array.isArray(saved) ? saved.filter(name => typeof name === 'string') : [];
    this.open = new Set(names);
  }

  isOpen(name: string): boolean {
    return this.open.has(name);
  }

  set(name: string, open: boolean): void {
    if (open === this.open.has(name)) return;
    if (open) this.open.add(name);
    else this.open.delete(name);
    api.setState([...this.open]);
  }
}
