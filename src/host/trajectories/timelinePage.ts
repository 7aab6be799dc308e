import type { TimelineMessage } from '../../core/protocol/timeline';
import type { Page } from '../pageView';

export const TIMELINE_VIEW = 'sweRm.timeline';

/** The timeline. A session that is written fast would otherwise be drawn for every line of it. */
export const TIMELINE_PAGE: Page<TimelineMessage> = {
  view: TIMELINE_VIEW,
  name: 'timeline',
  title: 'SWE-RM: Trajectory',
  redrawMs: 150,
  parse,
};

async function parse(raw: unknown): Promise<TimelineMessage | null> {
  // Read with the first message, as the panel's is.
  const { timelineMessageSchema } = await import('../../core/protocol/timeline');
  return timelineMessageSchema.safeParse(raw).data ?? null;
}
