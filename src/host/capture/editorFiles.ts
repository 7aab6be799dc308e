import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Task } from '../../core/task/task';
import { diskContent } from '../../platform/capture/diskContent';
import type { FileContent } from '../../platform/capture/fileLedger';
import type { FileProblems } from '../../platform/capture/problemNote';
import type { RecordedEditor } from '../../platform/capture/recordedEditor';
import type { UnsavedText } from '../../platform/change/workingTree';
import type { Retention } from '../../platform/store/retention';
import { readSettings } from '../settings';
import type { TaskStore } from '../task/taskStore';
import { dirtyDocuments } from './openDocuments';

const MAX_LINES = 20;
const MAX_MESSAGE = 300;

/** What the recorder sees of the editor: its files, their diagnostics, the task. */
export class EditorFiles implements RecordedEditor {
  readonly name = 'vscode';
  readonly version = vscode.version;

  constructor(
    private readonly root: string,
    private readonly tasks: Pick<TaskStore, 'current' | 'excluded'>,
  ) {}

  /** Of a document without unsaved edits the disk's text counts: it may have changed, and not been read again yet. */
  content(file: string): Promise<FileContent> {
    const document = this.document(file);
    return document?.isDirty === true
      ? Promise.resolve({ kind: 'text', text: document.getText() })
      : diskContent(this.root, file);
  }

  isUnsaved(file: string): boolean {
    return this.document(file)?.isDirty === true;
  }

  unsaved(): readonly UnsavedText[] {
    return dirtyDocuments(this.root);
  }

  task(): Promise<Task | null> {
    return this.tasks.current();
  }

  excluded(): ReadonlySet<string> {
    return this.tasks.excluded(this.root);
  }

  retention(): Retention {
    return readSettings().capture.retention;
  }

  problems(file: string): FileProblems {
    const found = vscode.languages.getDiagnostics(vscode.Uri.file(this.placeOf(file)));
    const errors = found.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    const warnings = found.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Warning);
    return {
      errors: errors.length,
      warnings: warnings.length,
      lines: [...errors, ...warnings]
        .slice(0, MAX_LINES)
        .map(
          ({ severity, range, message }) =>
            `${file}:${range.start.line + 1} ${severity === vscode.DiagnosticSeverity.Error ? 'error' : 'warning'}: ${message.slice(0, MAX_MESSAGE)}`,
        ),
    };
  }

  private document(file: string): vscode.TextDocument | undefined {
    const place = this.placeOf(file);
    return vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === place);
  }

  private placeOf(file: string): string {
    return path.join(this.root, ...file.split('/'));
  }
}
