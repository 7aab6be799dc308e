import type { PanelMessage, PanelState } from '../../core/protocol/panel';
import type { Page } from '../pageView';

export const PANEL_VIEW = 'sweRm.panel';

/** The side panel. */
export function panelPage(snapshot: () => Promise<PanelState>): Page<PanelState, PanelMessage> {
  const title = 'SWE-RM: Patch Confidence';
  return { view: PANEL_VIEW, name: 'panel', title, redrawMs: 0, snapshot, parse };
}

async function parse(raw: unknown): Promise<PanelMessage | null> {
  // Read with the first message: making schemas is a good part of what activation would cost.
  const { panelMessageSchema } = await import('../../core/protocol/panel');
  return panelMessageSchema.safeParse(raw).data ?? null;
}
