import { isDeepStrictEqual } from 'node:util';
import type { InnerFinding } from '../../platform/change/innerChanges';
import type { UnsavedText, WorkingTreeChange } from '../../platform/change/workingTree';
import type { Git } from '../../platform/git/git';
import { pathBelow } from '../../platform/files/pathBelow';

/** What leaves no trace among the files, such as a commit in a submodule, is seen after this time. */
const LONGEST_KEPT_MS = 60_000;

interface Looked {
  readonly base: string;
  /** Absolute paths of the repositories that were looked at. */
  readonly places: readonly string[];
  /** Null until the look has ended. */
  readonly changes: readonly InnerFinding[] | null;
  readonly at: number;
}

/**
 * What changed in the repositories inside of one: looked at again when something happened in one of them, since each takes
 * processes, and most edits are elsewhere.
 */
export class InnerLook {
  private looked: Looked | null = null;

  /** Something happened to a file; null: anything may have happened. */
  note(file: string | null): void {
    if (file === null || this.looked?.places.some(place => pathBelow(place, file) !== null) === true)
      this.looked = null;
  }

  /** As `innerChanges`. */
  async changes(
    git: Git,
    base: string,
    change: Extract<WorkingTreeChange, { kind: 'read' }>,
    unsaved: readonly UnsavedText[],
    signal: AbortSignal,
  ): Promise<readonly InnerFinding[]> {
    // Read with the first look, not when the window opens.
    const { changesInside, unknownInside } = await import('../../platform/change/innerChanges');
    const { repositoriesInside } = await import('../../platform/git/innerRepositories');
    let now: Looked | null = null;
    try {
      const inside = await repositoriesInside(git, change.repositories, signal);
      const places = inside.map(({ place }) => place);
      const { looked } = this;
      if (
        looked?.changes &&
        looked.base === base &&
        isDeepStrictEqual(looked.places, places) &&
        performance.now() - looked.at < LONGEST_KEPT_MS
      )
        return looked.changes;
      now = { base, places, changes: null, at: performance.now() };
      // What happens while it is looked at is noted against it.
      this.looked = now;
      const changes = await changesInside(git, base, inside, unsaved, signal);
      if (this.looked === now) this.looked = { ...now, changes };
      return changes;
    } catch (error) {
      // What was not looked at to the end is looked at again.
      if (this.looked === now) this.looked = null;
      return [unknownInside(error)];
    }
  }
}
