import type { Task } from '../../core/task/task';
import type { StepOutput } from '../../core/trajectory/trajectory';
import type { UnsavedText } from '../change/workingTree';
import type { Retention } from '../store/retention';
import type { FileContent } from './fileLedger';
import type { FileProblems } from './problemNote';

/** What the recorder asks of the editor. Paths are relative to the repository. */
export interface RecordedEditor {
  readonly name: string;
  readonly version: string;
  /** A file as the editor shows it, else as it is on disk. */
  content(path: string): Promise<FileContent>;
  isUnsaved(path: string): boolean;
  unsaved(): readonly UnsavedText[];
  problems(path: string): FileProblems;
  task(): Promise<Task | null>;
  /** Files about the change rather than part of it: the task file. */
  excluded(): ReadonlySet<string>;
  /** How much of what is recorded is kept. */
  retention(): Retention;
}

/** A terminal command that has ended. */
export interface EndedCommand {
  readonly commandLine: string;
  /** Null when the shell did not say. */
  readonly exitCode: number | null;
  /** The last of it may come after the end. */
  readonly output: Promise<StepOutput | null>;
  readonly began: Date;
}
