import type { Frame, Locator } from 'playwright-core';

type Heading =
  'Task' | 'Current change' | 'Alternatives' | 'Score and tests' | 'Review' | 'Learning from outcomes';

/** The side panel as a person sees it: sections by their headings, buttons by their names. */
export class Panel {
  constructor(readonly frame: Frame) {}

  section(heading: Heading): Locator {
    return this.frame.getByRole('region', { name: heading, exact: true });
  }

  get changeScore(): Locator {
    return this.section('Current change').locator('.score .percent');
  }

  /** Waits until the current change has a score that belongs to its text. */
  async waitForScore(timeout = 60_000): Promise<string> {
    const fresh = this.section('Current change').locator('.score:not(.stale)');
    await fresh.waitFor({ timeout });
    return (await fresh.innerText()).replace(/\s+/g, ' ');
  }

  /** The sentence shown in a section's place. */
  async waitForSentence(heading: Heading, text: RegExp, timeout = 60_000): Promise<string> {
    const sentence = this.section(heading).locator('p').filter({ hasText: text }).first();
    await sentence.waitFor({ timeout });
    return (await sentence.innerText()).replace(/\s+/g, ' ');
  }
}
