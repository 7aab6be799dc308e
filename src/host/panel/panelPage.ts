import type { PanelMessage } from '../../core/protocol/panel';
import type { Page } from '../pageView';

export const PANEL_VIEW = 'sweRm.panel';

/** The side panel. */
export const PANEL_PAGE: Page<PanelMessage> = {
  view: PANEL_VIEW,
  name: 'panel',
  title: 'SWE-RM: Patch Confidence',
  redrawMs: 0,
  parse,
};

async function parse(raw: unknown): Promise<PanelMessage | null> {
  // Read with the first message: making schemas is a good part of what activation would cost.
  const { panelMessageSchema } = await import('../../core/protocol/panel');
  return panelMessageSchema.safeParse(raw).data ?? null;
}
