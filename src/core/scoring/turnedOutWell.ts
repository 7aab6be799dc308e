import type { OutcomeEvent } from './outcome';

/**
 * Whether the change turned out well, as far as an outcome can say; null when it says nothing of that kind: a choice
 * among candidates is a preference.
 */
export function turnedOutWell(event: OutcomeEvent): boolean | null {
  switch (event.kind) {
    case 'kept':
      return true;
    case 'reverted':
    case 'quicklyFixed':
      return false;
    case 'tested':
      return event.passed;
    case 'choice':
      return null;
  }
}
