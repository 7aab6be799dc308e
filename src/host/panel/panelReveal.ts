import * as vscode from 'vscode';
import type { PanelSection } from '../../core/protocol/panelSection';
import { PANEL_VIEW } from './panelPage';

/** Asks for the panel with a section in view, wherever the one who asks stands. */
export function showSection(section: PanelSection): Thenable<void> {
  return vscode.commands.executeCommand('sweRm.openPanel', section);
}

/** The section that the panel is to bring into view, because what a person asked for appears there. */
export class PanelReveal {
  private section: PanelSection | null = null;

  constructor(private readonly refresh: () => void) {}

  /** Stays until the panel has done it: a panel that was hidden takes its time to come. */
  get wanted(): PanelSection | null {
    return this.section;
  }

  /** Shows the panel, and brings a section of it into view. */
  async show(section: PanelSection | null): Promise<void> {
    this.section = section;
    await vscode.commands.executeCommand(`${PANEL_VIEW}.focus`);
    this.refresh();
  }

  done(): void {
    this.section = null;
  }
}
