import type { Step } from '../../core/trajectory/trajectory';

const MAX_STEPS = 20;
const RECENT_MS = 15 * 60_000;

type NewStep = Omit<Step, 'id'>;

/** Commands before the first edit become part of the recording that it begins: one of them often shows the failure. */
export class Prelude {
  private steps: readonly NewStep[] = [];

  add(step: NewStep): void {
    this.steps = [...this.steps, step].slice(-MAX_STEPS);
  }

  clear(): void {
    this.steps = [];
  }

  /** The recent ones, which are kept no longer. */
  take(at: Date): readonly NewStep[] {
    const recent = this.steps.filter(
      ({ timestamp }) => at.getTime() - Date.parse(timestamp ?? '') < RECENT_MS,
    );
    this.clear();
    return recent;
  }
}
