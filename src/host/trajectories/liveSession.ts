import type { Trajectory } from '../../core/trajectory/trajectory';

/** A session that an agent writes itself, as it stands. */
export interface LiveSession {
  /** Its place on the disk: names it while the window lives. */
  readonly path: string;
  readonly agent: string;
  readonly trajectory: Trajectory;
  readonly problems: readonly string[];
}
