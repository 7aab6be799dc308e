import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Evidence } from '../core/evidence/evidence';
import type { ProcessStep } from '../core/evidence/processStep';
import type { Manifest } from '../core/model/manifest';
import { normalisedChange } from '../core/patch/normalise';
import { parsePatch } from '../core/patch/parsePatch';
import type { Patch } from '../core/patch/patch';
import type { InfluenceRequest, ScoreParams, ScoreResult, ScoredCandidate } from '../core/protocol/scorer';
import { rank } from '../core/ranking/rank';
import type { LineTokenizer } from '../core/render/modelInput';
import { calibrate } from '../core/scoring/calibrate';
import { notScored } from '../core/scoring/notScored';
import { regimeReading, withoutTrajectoryScale } from '../core/scoring/regimeReading';
import type { FileInfluence, HunkInfluence, NotScoredVerdict, ScoredVerdict } from '../core/scoring/verdict';
import { contentKey } from './contentKey';
import { eachAtOnce } from './eachAtOnce';
import type { EngineShape, EvidenceVector } from './engines/engine';
import { evidenceVector } from './engines/evidenceVector';
import { variantsLeavingOut, type Variant } from './leaveOneOut';
import { baseFilesOf, tokenize, type PatchReader, type ReadingContext } from './patchReader';
import type { Prefill, Retention } from './prefill';
import { refusePatch } from './refusePatch';
import { scoredVerdict, stoppedVerdict } from './verdicts';
import { byCodeUnit } from '../core/text/byCodeUnit';
import { messageOf } from '../core/text/messageOf';

/** Scores kept by the content they were computed from. Cleared when another model is opened. */
const maxCachedScores = 1024;

export interface ScorerParts {
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

interface Usage {
  tokens: number;
  computedTokens: number;
}

/**
 * Scores the candidates of a task with one opened model. One request at a time.
 *
 * A score depends on the task, the patch, the base files and, in the set regime, on the other candidates as a
 * set; not on what was scored before, on the order of the candidates, or on their ids.
 */
export class Scorer {
  private readonly scores = new LRUCache<string, CandidateScore>({ max: maxCachedScores });

  constructor(private readonly parts: ScorerParts) {}

  /**
   * Never rejects for what a patch holds, nor for an engine that fails or a signal that is aborted: those become verdicts.
   *
   * @param onProgress told after each candidate, and after each part that was left out for its influence
   */
  async score(params: ScoreParams, signal: AbortSignal, onProgress: ReportProgress): Promise<ScoreResult> {
    const started = performance.now();
    const usage: Usage = { tokens: 0, computedTokens: 0 };
    const candidates: ParsedCandidate[] = [];
    for (const { id, patch: text, ownBaseFiles, steps } of params.candidates) {
      if (signal.aborted) break;
      const patch = parsePatch(text);
      const baseFiles = baseFilesOf({ ownBaseFiles }, params.baseFiles);
      candidates.push({ id, text, patch, baseFiles, ownBaseFiles, steps, refusal: refusal(params, patch) });
      await nextTurn();
    }
    const verdicts = signal.aborted
      ? params.candidates.map(({ id }): ScoredCandidate => ({
          id,
          single: stoppedVerdict(signal.reason),
          set: null,
        }))
      : await this.scoreParsed(params, candidates, signal, onProgress, usage);
    return {
      candidates: verdicts,
      ranking: this.rank(verdicts, candidates),
      stats: {
        elapsedMs: performance.now() - started,
        ...usage,
        residentBytes: process.memoryUsage.rss(),
      },
    };
  }

  private async scoreParsed(
    params: ScoreParams,
    candidates: readonly ParsedCandidate[],
    signal: AbortSignal,
    onProgress: ReportProgress,
    usage: Usage,
  ): Promise<ScoredCandidate[]> {
    const scorable = candidates.filter(candidate => !candidate.refusal);
    const scores = new Map<ParsedCandidate, CandidateScore | NotScoredVerdict>();
    if (params.task && scorable.length > 0) {
      const { task } = params;
      const influence = params.candidates.length === 1 ? params.influence : 'none';
      await this.parts.reader.prepare(scorable);
      const keys = this.keys({ task, baseFiles: params.baseFiles }, scorable, influence);
      const evidence = scorable.every((_, i) => this.scores.has(keys[i] ?? ''))
        ? []
        : this.parts.reader.evidence(task, scorable);
      let done = 0;
      await eachAtOnce(scorable, this.parts.textsAtOnce, async (candidate, i) => {
        const key = keys[i] ?? '';
        const known = this.scores.get(key);
        const own = evidence[i];
        const score =
          known ??
          (own
            ? await this.scoreOne(
                { task, baseFiles: candidate.baseFiles, steps: candidate.steps },
                candidate.patch,
                own,
                influence,
                key,
                signal,
                onProgress,
                usage,
              )
            : notScored('engineFailed'));
        if ('tokens' in score) usage.tokens += score.tokens;
        scores.set(candidate, score);
        if (influence === 'none') onProgress(++done, scorable.length);
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
    evidence: Evidence,
    request: InfluenceRequest,
    key: string,
    signal: AbortSignal,
    onProgress: ReportProgress,
    usage: Usage,
  ): Promise<CandidateScore | NotScoredVerdict> {
    const { manifest, features } = this.parts;
    try {
      signal.throwIfAborted();
      const single = regimeReading(manifest.calibration, 'single', evidence);
      const set = evidence.agreement && regimeReading(manifest.calibration, 'set', evidence);
      const vectors = [single, ...(set ? [set] : [])].map(reading =>
        evidenceVector(reading.evidence, features),
      );
      const { logits, dropped, tokens } = await this.read(context, patch, vectors, signal, 'keep', usage);
      const [singleLogit, setLogit] = logits;
      if (singleLogit === undefined) throw new Error('the engine gave no answer');
      const rest = {
        dropped,
        problems: patch.problems.map(problem => problem.message),
        hunks: [],
        files: [],
      };
      const whole = scoredVerdict(manifest, 'single', singleLogit, single, rest);
      const variants = variantsLeavingOut(patch, request);
      const report = (done: number) => onProgress(done, 1 + variants.length);
      if (variants.length > 0) report(1);
      const influence = await this.influence(context, variants, whole.score, signal, report, usage);
      const score: CandidateScore = {
        single: { ...whole, hunks: influence.hunks, files: influence.files },
        set: set && setLogit !== undefined ? scoredVerdict(manifest, 'set', setLogit, set, rest) : null,
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
    signal: AbortSignal,
    report: (done: number) => void,
    usage: Usage,
  ): Promise<Influence> {
    const deltas = new Map<Variant, number>();
    let done = 1;
    const measure = async (variant: Variant) => {
      await nextTurn();
      const evidence = this.parts.reader.evidenceAlone(context, variant.patch);
      if (!evidence) return;
      const reading = regimeReading(this.parts.manifest.calibration, 'single', evidence);
      const vectors = [evidenceVector(reading.evidence, this.parts.features)];
      const { logits } = await this.read(context, variant.patch, vectors, signal, 'discard', usage);
      const [logit] = logits;
      if (logit === undefined) return;
      deltas.set(variant, whole - calibrate(logit, reading.map).score);
      report(++done);
    };
    let complete = true;
    try {
      await eachAtOnce(variants, this.parts.textsAtOnce, measure);
    } catch (error) {
      if (!isTimeout(signal)) throw error;
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
    vectors: readonly EvidenceVector[],
    signal: AbortSignal,
    retention: Retention,
    usage: Usage,
  ): Promise<{
    readonly logits: readonly number[];
    readonly dropped: ScoredVerdict['dropped'];
    readonly tokens: number;
  }> {
    const text = this.parts.reader.render(context, patch);
    const input = tokenize(text, this.parts.tokenizer);
    const { logits, computedTokens } = await this.parts.prefill.read(input, vectors, signal, retention);
    usage.computedTokens += computedTokens;
    return { logits, dropped: text.dropped, tokens: input.ids.length };
  }

  /** One key for each candidate: everything its verdicts depend on besides the model. */
  private keys(
    { task, baseFiles }: ReadingContext,
    candidates: readonly ParsedCandidate[],
    influence: InfluenceRequest,
  ): string[] {
    const base = contentKey([task.title, task.body, ...sortedTexts(baseFiles)]);
    const own = candidates.map(({ text, ownBaseFiles = {} }) =>
      contentKey([text, ...sortedTexts(ownBaseFiles)]),
    );
    const set = [...own].sort();
    // Its own key names the candidate among the set's, which are then known as the others. Their steps are no part of it.
    return candidates.map(({ steps }, i) =>
      contentKey([base, own[i] ?? '', JSON.stringify(steps ?? null), influence, ...set]),
    );
  }

  private rank(
    verdicts: readonly ScoredCandidate[],
    candidates: readonly ParsedCandidate[],
  ): ScoreResult['ranking'] {
    const regime = verdicts.some(verdict => verdict.set?.kind === 'scored') ? 'set' : 'single';
    const { calibration, ordering } = this.parts.manifest;
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

function refusal(params: ScoreParams, patch: Patch): NotScoredVerdict | null {
  const { task } = params;
  if (!task || `${task.title}${task.body}`.trim() === '') return notScored('noTask');
  return refusePatch(patch);
}

/** Paths and texts by turns, in an order of their own. */
function sortedTexts(files: Readonly<Record<string, string>>): string[] {
  return Object.entries(files)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .flat();
}

/** What cannot be read is equivalent to nothing else. */
function normalisedKey(candidate: ParsedCandidate | undefined, id: string): string {
  return candidate && !candidate.refusal ? normalisedChange(candidate.patch) : `unread:${id}`;
}

function isTimeout(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
}
