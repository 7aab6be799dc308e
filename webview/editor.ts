import type { PanelMessage } from '../src/core/protocol/panel';
import { editorApi } from './editorApi';

export function send(message: PanelMessage): void {
  editorApi.postMessage(message);
}

/**
 * Which foldable parts are open: the only thing the panel remembers by itself. It survives being hidden; facts
 * come from the host.
 */
export class Folds {
  private readonly open: Set<string>;

  constructor() {
    const saved: unknown = editorApi.getState();
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
    editorApi.setState([...this.open]);
  }
}
