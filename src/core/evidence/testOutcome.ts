/** How many tests passed and failed in one run, as its runner reported them. */
export interface TestOutcome {
  readonly passed: number;
  /** Failures, errors and unexpected exceptions together. */
  readonly failed: number;
}

const counted =
  /(?:^|[^\d.])(\d{1,7}) (passed|passing|failed|failing|failures?|errors?|exceptions?|tests? passed|tests? failed)\b/gi;
const failureWord = /fail|error|exception/i;

/** Summary lines that state both numbers, or one and a verdict; each yields the outcome or null. */
const summaries: readonly ((text: string) => TestOutcome | null)[] = [
  mavenSummary,
  unittestSummary,
  nodeSummary,
  countedSummary,
  goSummary,
  buildSummary,
];

/**
 * The outcome that a test runner's output states: pytest, unittest, Jest, Mocha, Vitest, node:test, Go, Maven, Gradle,
 * Cargo, RSpec, PHPUnit and what reports in their manner. Null when the text holds no such report. The text may be cut
 * in its middle; the last report counts, since the summary stands at the end.
 */
export function readTestOutcome(output: string): TestOutcome | null {
  for (const summary of summaries) {
    const outcome = summary(output);
    if (outcome && outcome.passed + outcome.failed > 0) return outcome;
  }
  return null;
}

/** `Tests run: 5, Failures: 1, Errors: 0, Skipped: 0` (JUnit under Maven, PHPUnit's `Tests: 5, … Failures: 1`). */
function mavenSummary(text: string): TestOutcome | null {
  const last = lastOf(
    text,
    /Tests(?: run)?: (\d+),(?: Assertions: \d+,?)?(?: Failures: (\d+))?,?(?: Errors: (\d+))?/g,
  );
  if (!last) return null;
  const failed = Number(last[2] ?? 0) + Number(last[3] ?? 0);
  return { passed: Math.max(0, Number(last[1]) - failed), failed };
}

/** `Ran 5 tests in 0.1s` and `FAILED (failures=1, errors=2)` or `OK`. */
function unittestSummary(text: string): TestOutcome | null {
  const ran = lastOf(text, /^Ran (\d+) tests? in /gm);
  if (!ran) return null;
  const after = text.slice(ran.index);
  const verdict = /^FAILED(?: \(([^)]*)\))?/m.exec(after);
  if (!verdict) return { passed: Number(ran[1]), failed: 0 };
  const failed = [...(verdict[1] ?? '').matchAll(/(failures|errors|unexpected successes)=(\d+)/g)].reduce(
    (sum, match) => sum + Number(match[2]),
    0,
  );
  return { passed: Math.max(0, Number(ran[1]) - failed), failed: Math.max(1, failed) };
}

/** node:test and TAP: `# pass 5`, `# fail 1`. */
function nodeSummary(text: string): TestOutcome | null {
  const pass = lastOf(text, /^[#ℹ] pass (\d+)$/gm);
  const fail = lastOf(text, /^[#ℹ] fail (\d+)$/gm);
  return pass && fail ? { passed: Number(pass[1]), failed: Number(fail[1]) } : null;
}

/** Lines that count: `3 failed, 5 passed in 0.1s`, `12 passing (3s)` over `1 failing`, `Tests: 1 failed, 4 total`. */
function countedSummary(text: string): TestOutcome | null {
  const lines = text.split(/\r?\n/);
  let last = lines.findLastIndex(line => counts(line).length > 0);
  if (last < 0) return null;
  // Jest counts suites, then tests, then snapshots.
  const tests = lines.findLastIndex(line => /^\s*Tests:?\s+\d/.test(line) && counts(line).length > 0);
  if (tests >= 0) return sum(counts(lines[tests] ?? ''));
  const block = [lines[last] ?? ''];
  // Mocha and RSpec spread theirs over neighbouring lines.
  while (/^\s*\d+ (failing|pending|passing)/.test(lines[last] ?? '') && last > 0)
    block.push(lines[--last] ?? '');
  return sum(block.flatMap(counts));
}

function counts(line: string): { readonly number: number; readonly failed: boolean }[] {
  // Compilers and linters count errors too; a test runner says what of, or how long it took.
  if (!/pass|failed|failing|\btests?\b|\bexamples?\b|\bin [\d.]+ ?s/i.test(line)) return [];
  return [...line.matchAll(counted)].map(match => ({
    number: Number(match[1]),
    failed: failureWord.test(match[2] ?? ''),
  }));
}

function sum(parts: readonly { readonly number: number; readonly failed: boolean }[]): TestOutcome {
  const of = (failed: boolean) =>
    parts.filter(part => part.failed === failed).reduce((total, part) => total + part.number, 0);
  return { passed: of(false), failed: of(true) };
}

/** `--- FAIL: TestX`, `FAIL pkg`, `ok  pkg 0.1s`. */
function goSummary(text: string): TestOutcome | null {
  const failed = count(text, /^\s*--- FAIL: /gm) || count(text, /^FAIL\s+\S+/gm);
  const passed = count(text, /^\s*--- PASS: /gm) || count(text, /^ok\s+\S+\s+(?:[\d.]+s|\(cached\))/gm);
  return { passed, failed };
}

/** Gradle and Maven say at the end whether the build, tests included, went through. */
function buildSummary(text: string): TestOutcome | null {
  if (!/\btests?\b/i.test(text)) return null;
  const verdict = lastOf(text, /BUILD (SUCCESS(?:FUL)?|FAIL(?:ED|URE))/g);
  if (!verdict) return null;
  return verdict[1]?.startsWith('SUCCESS') ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function lastOf(text: string, pattern: RegExp): RegExpExecArray | null {
  let last: RegExpExecArray | null = null;
  for (const match of text.matchAll(pattern)) last = match;
  return last;
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}
