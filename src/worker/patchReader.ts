import { TaskEvidence, withoutAgreement, type EvidenceSource } from '../core/evidence/taskEvidence';
import type { Evidence } from '../core/evidence/evidence';
import type { ProcessStep } from '../core/evidence/processStep';
import { pathOf, type Patch } from '../core/patch/patch';
import type { CandidateInput } from '../core/protocol/scorer';
import type { LineTokenizer, RenderBudget, TokenizedText } from '../core/render/modelInput';
import { renderInput, type RenderedText } from '../core/render/renderInput';
import { tokenizeLines } from '../core/render/tokenize';
import type { SyntaxReader } from '../core/syntax/syntax';
import type { Task } from '../core/task/task';

/** A syntax reader whose grammars are loaded on demand. */
export interface PreparedSyntax extends SyntaxReader {
  prepare(paths: Iterable<string>): Promise<void>;
}

/** What a patch is read against. */
export interface ReadingContext {
  readonly task: Task;
  /** Content at the base by path; a file may be missing. */
  readonly baseFiles: Readonly<Record<string, string>>;
  /** The steps that led to it; absent when nobody recorded them. */
  readonly steps?: readonly ProcessStep[] | undefined;
}

/** The base files of one candidate: those shared by all, and its own before them. */
export function baseFilesOf(
  { ownBaseFiles }: Pick<CandidateInput, 'ownBaseFiles'>,
  shared: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (ownBaseFiles === undefined) return shared;
  // Without a prototype: a diff may well name a file `constructor`.
  return Object.assign(Object.create(null) as Record<string, string>, shared, ownBaseFiles);
}

/** Makes the model's input from a patch: the same steps for scoring and for training. */
export class PatchReader {
  constructor(
    private readonly syntax: PreparedSyntax,
    private readonly tokenizer: Pick<LineTokenizer, 'encode'>,
    private readonly budget: RenderBudget,
  ) {}

  /** Loads the grammars that the patches and their base files need. Comes before the other calls. */
  async prepare(sources: readonly EvidenceSource[]): Promise<void> {
    await this.syntax.prepare(
      new Set(
        sources.flatMap(({ patch, baseFiles }) => [...patch.files.map(pathOf), ...Object.keys(baseFiles)]),
      ),
    );
  }

  /** Evidence of each patch; agreement is known when there are two or more. */
  evidence(task: Task, sources: readonly EvidenceSource[]): TaskEvidence {
    return new TaskEvidence(task, sources, this.syntax);
  }

  /** Evidence of one patch by itself. */
  evidenceAlone({ task, baseFiles, steps }: ReadingContext, patch: Patch): Evidence {
    return withoutAgreement(this.evidence(task, [{ patch, baseFiles, steps }]).of(0));
  }

  render({ task, baseFiles }: ReadingContext, patch: Patch): RenderedText {
    return renderInput(task, patch, baseFiles, this.syntax, this.tokenizer, this.budget);
  }
}

/** Token ids of a rendered text. */
export function tokenize(text: RenderedText, tokenizer: LineTokenizer): TokenizedText {
  const task = tokenizeLines(text.task, tokenizer);
  return { ids: [...task, ...tokenizeLines(text.patch, tokenizer)], taskTokens: task.length };
}
