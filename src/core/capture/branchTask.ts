import type { Task } from '../task/task';

/** Names that say where work is kept and not what it is for. */
const GENERAL =
  /^(?:main|master|trunk|develop|development|dev|staging|stage|production|prod|release|next|head|wip|tmp|test)$/i;
const FIX = /^(?:fix|bugfix|hotfix|bug)$/i;

/** The task that a branch name speaks of: `fix/totals-of-a-cart` → "fix totals of a cart". Null when it says too little. */
export function taskFromBranch(branch: string): Task | null {
  const parts = branch.split('/').filter(part => part !== '');
  const last = parts.at(-1) ?? '';
  if (GENERAL.test(parts[0] ?? '')) return null;
  const words = last
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[-_.\s]+/)
    .filter(word => word !== '');
  if (words.filter(word => /[A-Za-z]{2,}/.test(word)).length < 2) return null;
  const lead = parts.some(part => FIX.test(part)) && !/^fix/i.test(words[0] ?? '') ? 'fix ' : '';
  return { title: `${lead}${words.join(' ')}`, body: '', source: `branch ${branch}` };
}
