import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Evidence } from '../core/evidence/evidence';
import type { ProcessStep } from '../core/evidence/processStep';
import type { Manifest } from '../core/model/manifest';
import { normalisedChange } from '../core/patch/normalise';
import type { Patch } from '../core/patch/patch';
import { readPatch } from '../core/patch/readPatch';
import type { InfluenceRequest, ScoreParams, ScoreResult, ScoredCandidate } from '../core/protocol/scorer';
import { rank } from '../core/ranking/rank';
import type { LineTokenizer } from '../core/render/modelInput';
import { calibrate } from '../core/scoring/calibrate';
import { notScored } from '../core/scoring/notScored';
import { readingNotes } from '../core/scoring/readingNotes';
import { regimeReading, withoutTrajectoryScale, type RegimeReading } from '../core/scoring/regimeReading';
import { forSetSize, type SizedCalibration } from '../core/scoring/setSize';
import type { FileInfluence, HunkInfluence, NotScoredVerdict, ScoredVerdict } from '../core/scoring/verdict';
import { isTimeout } from '../platform/process/withinTime';
import { eachAtOnce } from './eachAtOnce';
import type { EngineShape } from './engines/engine';
import { evidenceVector } from './engines/evidenceVector';
import { variantsLeavingOut, type Variant } from './leaveOneOut';
import { baseFilesOf, tokenize, type PatchReader, type ReadingContext } from './patchReader';
import type { Prefill, Retention } from './prefill';
import { refusePatch } from './refusePatch';
import { refuseUnready } from './refuseUnready';
import { scoreKeys } from './scoreKeys';
import { scoredVerdict, stoppedVerdict, type AnsweredReading } from './verdicts';
import { messageOf } from '../core/text/messageOf';

/** Scores kept by the content they were computed from. Cleared when another model is opened. */
const MAX_CACHED_SCORES = 1024;

interface ScorerParts {
  readonly manifest: Manifest;
  readonly features: EngineShape['features'];
  readonly reader: PatchReader;
  readonly tokenizer: LineTokenizer;
  readonly prefill: Prefill;
  /** Texts that are read side by side. */
  readonly textsAtOnce: number;
}

interface ParsedCandidate {
  readonly id: string;
  readonly text: string;
  readonly patch: Patch;
  readonly baseFiles: Readonly<Record<string, string>>;
  readonly ownBaseFiles: Readonly<Record<string, string>> | undefined;
  readonly steps: readonly ProcessStep[] | undefined;
  readonly refusal: NotScoredVerdict | null;
}

interface CandidateScore {
  readonly single: ScoredVerdict;
  readonly set: ScoredVerdict | null;
  /** Tokens of its text. */
  readonly tokens: number;
}

/** What the parts of a patch contribute; incomplete when the deadline passed before all were measured. */
interface Influence {
  readonly hunks: readonly HunkInfluence[];
  readonly files: readonly FileInfluence[];
  readonly complete: boolean;
}

/** Readings that are done, of all that the request takes. */
type ReportProgress = (done: number, total: number) => void;

/** A request while it is worked on. */
interface Run {
  readonly influence: InfluenceRequest;
  readonly mostParts: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: ReportProgress;
  /** Tokens of the candidates' texts, and those that were computed now, parts left out included. */
  readonly usage: { tokens: number; computedTokens: number };
}

/**
 * Scores the candidates of a task with one opened model. One request at a time.
 *
 * A score depends on the task, the patch, the base files and, in the set regime, on the other candidates as a
 * set; not on what was scored before, on the order of the candidates, or on their ids.
 */
export class Scorer {
  private readonly scores = new LRUCache<string, CandidateScore>({ max: MAX_CACHED_SCORES });

  constructor(private readonly parts: ScorerParts) {}

  /**
   * Never rejects for what a patch holds, nor for an engine that fails or a signal that is aborted: those become verdicts.
   *
   * @param onProgress told after each candidate, and after each part that was left out for its influence
   */
  async score(params: ScoreParams, signal: AbortSignal, onProgress: ReportProgress): Promise<ScoreResult> {
    const started = performance.now();
    const influence = params.candidates.length === 1 ? params.influence : 'none';
    const { mostParts } = params;
    const usage = { tokens: 0, computedTokens: 0 };
    const run: Run = { influence, mostParts, signal, onProgress, usage };
    const candidates: ParsedCandidate[] = [];
    for (const { id, patch: text, ownBaseFiles, steps } of params.candidates) {
      if (signal.aborted) break;
      const baseFiles = baseFilesOf({ ownBaseFiles }, params.baseFiles);
      const patch = readPatch(text, baseFiles);
      candidates.push({ id, text, patch, baseFiles, ownBaseFiles, steps, refusal: refusal(params, patch) });
      await nextTurn();
    }
    const verdicts = signal.aborted
      ? params.candidates.map(({ id }): ScoredCandidate => ({
          id,
          single: stoppedVerdict(signal.reason),
          set: null,
        }))
      : await this.scoreParsed(params, candidates, run);
    return {
      candidates: verdicts,
      ranking: this.rank(verdicts, candidates),
      stats: {
        elapsedMs: performance.now() - started,
        ...run.usage,
        residentBytes: process.memoryUsage.rss(),
      },
    };
  }

  private async scoreParsed(
    params: ScoreParams,
    candidates: readonly ParsedCandidate[],
    run: Run,
  ): Promise<ScoredCandidate[]> {
    const scorable = candidates.filter(candidate => !candidate.refusal);
    const scores = new Map<ParsedCandidate, CandidateScore | NotScoredVerdict>();
    if (params.task && scorable.length > 0) {
      const { task } = params;
      await this.parts.reader.prepare(scorable);
      const keys = scoreKeys(task, params.baseFiles, scorable, run);
      const evidence = this.parts.reader.evidence(task, scorable);
      const { calibration } = forSetSize(this.parts.manifest, scorable.length);
      let done = 0;
      await eachAtOnce(scorable, this.parts.textsAtOnce, async (candidate, i) => {
        const key = keys[i] ?? '';
        const score =
          this.scores.get(key) ??
          (await this.scoreOne(
            { task, baseFiles: candidate.baseFiles, steps: candidate.steps },
            candidate.patch,
            () => readingsOf(calibration, evidence.of(i)),
            key,
            run,
          ));
        if ('tokens' in score) run.usage.tokens += score.tokens;
        scores.set(candidate, score);
        if (run.influence === 'none') run.onProgress(++done, scorable.length);
        await nextTurn();
      });
    }
    return candidates.map(candidate => {
      const score = candidate.refusal ?? scores.get(candidate) ?? notScored('engineFailed');
      if (!('tokens' in score))
        return { id: candidate.id, single: score, set: scorable.length > 1 ? score : null };
      return { id: candidate.id, single: score.single, set: score.set };
    });
  }

  private async scoreOne(
    context: ReadingContext,
    patch: Patch,
    readingsAsked: () => readonly RegimeReading[],
    key: string,
    run: Run,
  ): Promise<CandidateScore | NotScoredVerdict> {
    const { manifest } = this.parts;
    const { signal } = run;
    try {
      signal.throwIfAborted();
      const { single, set, dropped, tokens } = await this.read(context, patch, readingsAsked, 'keep', run);
      const rest = {
        dropped,
        problems: [
          ...patch.problems.map(problem => problem.message),
          ...readingNotes(patch.files, context.baseFiles),
        ],
        hunks: [],
        files: [],
      };
      const whole = scoredVerdict(manifest, 'single', single, rest);
      const variants = variantsLeavingOut(patch, run.influence, run.mostParts);
      const influence = await this.influence(context, variants, whole.score, run);
      const score: CandidateScore = {
        single: { ...whole, hunks: influence.hunks, files: influence.files },
        set: set ? scoredVerdict(manifest, 'set', set, rest) : null,
        tokens,
      };
      if (influence.complete) this.scores.set(key, score);
      return score;
    } catch (error) {
      if (signal.aborted) return stoppedVerdict(signal.reason);
      return notScored('engineFailed', messageOf(error));
    }
  }

  /** Leaves one part out at a time. When the deadline passes, what was measured so far is given. */
  private async influence(
    context: ReadingContext,
    variants: readonly Variant[],
    whole: number,
    run: Run,
  ): Promise<Influence> {
    const deltas = new Map<Variant, number>();
    const { calibration } = forSetSize(this.parts.manifest, 1);
    let done = 0;
    const report = () => run.onProgress(++done, 1 + variants.length);
    // The whole patch has been read.
    if (variants.length > 0) report();
    const measure = async (variant: Variant) => {
      await nextTurn();
      const { reader } = this.parts;
      const { single } = await this.read(
        context,
        variant.patch,
        () => readingsOf(calibration, reader.evidenceAlone(context, variant.patch)),
        'discard',
        run,
      );
      deltas.set(variant, whole - calibrate(single.logit, single.map).score);
      report();
    };
    let complete = true;
    try {
      await eachAtOnce(variants, this.parts.textsAtOnce, measure);
    } catch (error) {
      if (!isTimeout(run.signal.reason)) throw error;
      complete = false;
    }
    const measured = variants.flatMap(variant => {
      const delta = deltas.get(variant);
      return delta === undefined ? [] : [{ ...variant, delta }];
    });
    return {
      hunks: measured.flatMap(({ hunk, delta }) => (hunk === null ? [] : [{ ...hunk, delta }])),
      files: measured.flatMap(({ file, delta }) => (file === null ? [] : [{ path: file, delta }])),
      complete,
    };
  }

  private async read(
    context: ReadingContext,
    patch: Patch,
    readingsAsked: () => readonly RegimeReading[],
    retention: Retention,
    run: Run,
  ): Promise<{
    readonly single: AnsweredReading;
    readonly set: AnsweredReading | undefined;
    readonly dropped: ScoredVerdict['dropped'];
    readonly tokens: number;
  }> {
    const text = this.parts.reader.render(context, patch);
    const input = tokenize(text, this.parts.tokenizer);
    let readings: readonly RegimeReading[] = [];
    const vectors = () => {
      readings = readingsAsked();
      return readings.map(({ evidence }) => evidenceVector(evidence, this.parts.features));
    };
    const { answers, computedTokens } = await this.parts.prefill.read(input, vectors, run.signal, retention);
    run.usage.computedTokens += computedTokens;
    const [single, set] = readings.flatMap((reading, i) => {
      const answer = answers[i];
      return answer === undefined ? [] : [{ ...reading, ...answer }];
    });
    if (single === undefined) throw new Error('the engine gave no answer');
    return { single, set, dropped: text.dropped, tokens: input.ids.length };
  }

  private rank(
    verdicts: readonly ScoredCandidate[],
    candidates: readonly ParsedCandidate[],
  ): ScoreResult['ranking'] {
    const regime = verdicts.some(verdict => verdict.set?.kind === 'scored') ? 'set' : 'single';
    const scorable = candidates.filter(candidate => !candidate.refusal).length;
    const { calibration, ordering } = forSetSize(this.parts.manifest, scorable);
    return rank(
      verdicts.map(({ id, single, set }, i) => ({
        id,
        normalised: normalisedKey(candidates[i], id),
        verdict: set ?? single,
      })),
      ordering[regime],
      verdict => withoutTrajectoryScale(calibration, verdict),
    );
  }
}

/** How a patch is read: by itself and, where its agreement with others is known, among them. */
function readingsOf(
  calibration: SizedCalibration['calibration'],
  evidence: Evidence,
): readonly RegimeReading[] {
  const single = regimeReading(calibration, 'single', evidence);
  return evidence.agreement ? [single, regimeReading(calibration, 'set', evidence)] : [single];
}

function refusal(params: ScoreParams, patch: Patch): NotScoredVerdict | null {
  const { task } = params;
  if (!task || `${task.title}${task.body}`.trim() === '') return notScored('noTask');
  return refusePatch(patch) ?? (params.measuring === true ? null : refuseUnready(patch));
}

/** What cannot be read is equivalent to nothing else. */
function normalisedKey(candidate: ParsedCandidate | undefined, id: string): string {
  return candidate && !candidate.refusal ? normalisedChange(candidate.patch) : `unread:${id}`;
}
