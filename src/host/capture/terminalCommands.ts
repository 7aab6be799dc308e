import * as vscode from 'vscode';
import { OutputTail } from '../../platform/capture/outputTail';
import type { Recorder } from '../../platform/capture/recorder';
import { Disposables } from '../disposal';
import { pathBelow } from '../../platform/files/pathBelow';

/** How long the last of a command's output may take after its end. */
const OUTPUT_MS = 500;

interface Running {
  readonly tail: OutputTail;
  readonly began: Date;
  /** Resolves when all output has been read. */
  readonly read: Promise<void>;
}

/** Terminal commands with their exit code and the end of their output, as far as the shell integration tells. */
export class TerminalCommands implements vscode.Disposable {
  private readonly disposables = new Disposables();
  /** Weak: of a command whose terminal is closed the editor tells no end. */
  private readonly running = new WeakMap<vscode.TerminalShellExecution, Running>();

  constructor(
    private readonly root: string,
    private readonly recorder: Recorder,
  ) {
    this.disposables.add(
      vscode.window.onDidStartTerminalShellExecution(({ execution }) => this.began(execution)),
    );
    this.disposables.add(
      vscode.window.onDidEndTerminalShellExecution(({ execution, exitCode }) =>
        this.ended(execution, exitCode),
      ),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private began(execution: vscode.TerminalShellExecution): void {
    // A command that runs elsewhere is not about this workspace.
    const { cwd } = execution;
    if (cwd !== undefined && cwd.fsPath !== this.root && pathBelow(this.root, cwd.fsPath) === null) return;
    this.recorder.commandBegan();
    const tail = new OutputTail();
    const read = (async () => {
      for await (const data of execution.read()) tail.add(data);
    })().catch(() => undefined);
    this.running.set(execution, { tail, began: new Date(), read });
  }

  private ended(execution: vscode.TerminalShellExecution, exitCode: number | undefined): void {
    const running = this.running.get(execution);
    this.running.delete(execution);
    const commandLine = execution.commandLine.value.trim();
    if (running === undefined || commandLine === '') return;
    const { tail, began, read } = running;
    const late = new Promise(resolve => setTimeout(resolve, OUTPUT_MS));
    const output = Promise.race([read, late]).then(() => tail.read());
    this.recorder.commandEnded({ commandLine, exitCode: exitCode ?? null, output, began });
  }
}
