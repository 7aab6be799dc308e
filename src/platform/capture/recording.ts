import { editMessage } from '../../core/capture/capturedStep';
import { boundOutput } from '../../core/trajectory/bounds';
import type { Step } from '../../core/trajectory/trajectory';
import type { TrajectoryRoot } from '../store/entries';
import type { TrajectoryWriter } from '../store/trajectoryWriter';
import { problemNote, type FileProblems } from './problemNote';
import type { RecordedEditor } from './recordedEditor';

/** How long after an edit a change of its files' diagnostics is taken for its effect. */
const EFFECT_MS = 60_000;

/** The last edit, and what the diagnostics of its files were before it. */
interface Effect {
  readonly step: Step;
  readonly at: number;
  readonly before: ReadonlyMap<string, FileProblems>;
}

/** A trajectory while it is being recorded: each step is on the disk before it is in `steps`. */
export class Recording {
  private readonly written: Step[];
  private effect: Effect | null = null;

  constructor(
    private readonly writer: TrajectoryWriter,
    private current: TrajectoryRoot,
    private readonly editor: Pick<RecordedEditor, 'problems'>,
    steps: readonly Step[] = [],
  ) {
    this.written = [...steps];
  }

  get id(): string {
    return this.writer.id;
  }

  get root(): TrajectoryRoot {
    return this.current;
  }

  get steps(): readonly Step[] {
    return this.written;
  }

  /** Secrets hidden so far. */
  get hidden(): number {
    return this.writer.hidden;
  }

  async add(step: Omit<Step, 'id'>): Promise<Step> {
    const numbered: Step = { ...step, id: this.written.length + 1 };
    await this.writer.writeStep(numbered);
    this.written.push(numbered);
    return numbered;
  }

  /** Adds an edit whose effect on the diagnostics is still to be seen. */
  async addEdit(
    step: Omit<Step, 'id'>,
    before: ReadonlyMap<string, FileProblems>,
    at: number,
  ): Promise<void> {
    const added = await this.add({ ...step, output: this.note(before) });
    this.effect = { step: added, at, before };
  }

  /** Whether diagnostics of these files may be the effect of the last edit. */
  awaits(paths: readonly string[]): boolean {
    return paths.some(path => this.effect?.before.has(path));
  }

  /** Writes the last edit once more when the diagnostics of its files have changed since. */
  async noteEffect(now: number): Promise<void> {
    if (this.effect === null || now - this.effect.at > EFFECT_MS) return;
    const step = { ...this.effect.step, output: this.note(this.effect.before) };
    const index = step.id - 1;
    if (this.written[index]?.output?.text === step.output?.text) return;
    await this.writer.writeStep(step);
    this.written[index] = step;
  }

  /** A file was saved as the last step left it: written once more, saying so. */
  async noteSaved(path: string): Promise<void> {
    const last = this.written.at(-1);
    if (last?.kind !== 'edit' || last.message !== editMessage([path], 'typed')) return;
    const step = { ...last, message: editMessage([path], 'saved') };
    await this.writer.writeStep(step);
    this.written[step.id - 1] = step;
    if (this.effect?.step.id === step.id) this.effect = { ...this.effect, step };
  }

  async change(fields: Partial<TrajectoryRoot>): Promise<void> {
    const root = { ...this.current, ...fields };
    if (JSON.stringify(root) === JSON.stringify(this.current)) return;
    await this.writer.writeRoot(root);
    this.current = root;
  }

  end(reason: string): Promise<void> {
    return this.writer.end(reason);
  }

  /** Leaves it open, to be gone on with. */
  close(): Promise<void> {
    return this.writer.close();
  }

  private note(before: ReadonlyMap<string, FileProblems>): Step['output'] {
    const notes = [...before].flatMap(([path, old]) => problemNote(old, this.editor.problems(path)) ?? []);
    return notes.length === 0 ? null : boundOutput(notes.join('\n'));
  }
}
