import { mean, share } from './averages';

/** How a task is put. It is the same for all of its candidates: it says how hard a task is, not which of them is right. */
export const taskWordingFeatures = {
  taskWords: 'words in the task',
  taskDistinctWords: 'share of the task’s words that do not repeat an earlier one',
  taskWordLength: 'mean length of the task’s words, in letters',
  taskCodeBlocks: 'blocks of code in the task',
  taskCodeShare: 'share of the task that is in blocks of code',
  taskInlineCode: 'pieces of inline code in the task',
  taskPrompts: 'lines with a Python prompt in the task',
  taskHasPatch: 'the task shows a patch',
  taskReproduces: 'the task says “reproduce”',
  taskVersions: 'the task says “version”',
  taskErrors: 'times the task says “error” or “exception”',
  taskShould: 'times the task says “should”',
  taskExpected: 'times the task says “expected”',
  taskInstead: 'times the task says “instead”',
  taskFix: 'times the task says “fix”',
  taskQuestions: 'question marks in the task',
  taskLinks: 'links in the task',
  taskReferences: 'references such as #123 in the task',
  taskOpensWithWish: 'the task opens by asking for something new',
  taskOpensWithFault: 'the task opens by reporting a fault',
} as const;

export type TaskWording = Readonly<Record<keyof typeof taskWordingFeatures, number>>;

/** A title and a little more. */
const FIRST_WORDS = 20;
const wish = /\b(?:feature|enhancement|support|allow|add)\b/;
const fault = /\b(?:bug|fail|crash|error|wrong|incorrect|broken|raises|exception)\b/;

/** Begins within one line, or each of many blank ones would look to the end. */
const prompt = /^[^\S\n\r\u2028\u2029]*(?:>>>|in \[)/gm;

/** Values of `taskWordingFeatures` for a text. Counts are raw, shares in [0, 1]. */
export function taskWording(text: string): TaskWording {
  const lower = text.toLowerCase();
  const words = lower.match(/[a-z']+/g) ?? [];
  const opening = words.slice(0, FIRST_WORDS).join(' ');
  // Between each two marks lies code; what follows a last mark without a partner does not.
  const fenced = text.split('```').filter((_, part, all) => part % 2 === 1 && part < all.length - 1);
  const count = (pattern: RegExp) => lower.match(pattern)?.length ?? 0;
  return {
    taskWords: words.length,
    taskDistinctWords: share(new Set(words).size, words.length),
    taskWordLength: mean(words.map(word => word.length)),
    taskCodeBlocks: fenced.length,
    taskCodeShare: share(fenced.join('').length, text.length),
    taskInlineCode: count(/`[^`\n]+`/g),
    taskPrompts: count(prompt),
    taskHasPatch: /diff --git|\+\+\+/.test(text) ? 1 : 0,
    taskReproduces: lower.includes('reproduce') ? 1 : 0,
    taskVersions: lower.includes('version') ? 1 : 0,
    taskErrors: count(/\berror\b|exception/g),
    taskShould: count(/should/g),
    taskExpected: count(/expected/g),
    taskInstead: count(/instead/g),
    taskFix: count(/fix/g),
    taskQuestions: count(/\?/g),
    taskLinks: count(/http/g),
    taskReferences: count(/#\d+/g),
    taskOpensWithWish: wish.test(opening) ? 1 : 0,
    taskOpensWithFault: fault.test(opening) ? 1 : 0,
  };
}
