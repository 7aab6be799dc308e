import { countText } from './countText';

/** "3 more problems were found.": those that a list of problems counts and does not keep. */
export function moreProblemsText(count: number): string {
  return `${countText(count, 'more problem was', 'more problems were')} found.`;
}
