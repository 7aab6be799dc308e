import { complaintOf } from './complaint';
import { MAX_OUTPUT, type GitAnswer, type NoAnswer } from './runGit';

/** What git says where a partial clone lacks something that it may not fetch. */
const LACKING = /promisor remote|lazy fetching disabled/;

/**
 * git did not do what it was asked, for a reason of its own: never because what was asked for is not there. The message
 * is one sentence for people.
 */
export class GitFailure extends Error {
  constructor(
    message: string,
    /** This is a partial clone, and the missing part of it would have to be fetched. */
    readonly lacking = false,
  ) {
    super(message);
  }

  static is(error: unknown): error is GitFailure {
    return error instanceof GitFailure;
  }
}

/**
 * What git answered.
 *
 * @param doing ends "git could not …"
 * @throws GitFailure when it gave no answer, or a longer one than is read
 */
export function stdoutOf(doing: string, answer: GitAnswer): Buffer {
  if (answer.kind === 'done') return answer.stdout;
  const lacking = answer.kind === 'failed' && LACKING.test(answer.message);
  throw new GitFailure(`git could not ${doing}: ${reasonOf(answer)}.`, lacking);
}

/** Whether git ended without a complaint and without an answer, which is how it says that there is none. */
export function isNone(answer: GitAnswer): boolean {
  return answer.kind === 'failed' && typeof answer.code === 'number' && complaintOf(answer.message) === '';
}

/** Why git gave no answer, as the end of a sentence. */
export function reasonOf(answer: NoAnswer): string {
  switch (answer.kind) {
    case 'notFound':
      return 'git was not found; install it or put it on the PATH';
    case 'tooLong':
      return `the answer is longer than ${MAX_OUTPUT / 1024 ** 2} MiB`;
    case 'failed': {
      const { code, message } = answer;
      if (typeof code === 'number') return lastWord(message) || `it ended with status ${code}`;
      return code.startsWith('SIG') ? `it was ended by ${code}` : `it could not be run (${code})`;
    }
  }
}

/** Why it gave up. What it complained of before is said in the terms of its files: `inflate: data stream error`. */
function lastWord(message: string): string {
  const fatal = message.split('\n').filter(line => line.startsWith('fatal: '));
  return complaintOf(fatal.join('\n')) || complaintOf(message);
}
