import * as vscode from 'vscode';

/** Says how far work is: a few words, and the share that is done in [0, 1]. */
export type Report = (message: string, share: number) => void;

/**
 * Does work under a notification that says how far it is and lets a person stop it.
 *
 * @param left ends it as well, and then nothing of it is heard: its reason is thrown
 */
export async function cancellableWork<T>(
  title: string,
  left: AbortSignal,
  work: (signal: AbortSignal, report: Report) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    let reached = 0;
    return withSignal(token, signal =>
      work(AbortSignal.any([signal, left]), (message, share) => {
        progress.report({ message, increment: 100 * (share - reached) });
        reached = share;
      }),
    ).finally(() => left.throwIfAborted());
  });
}

/** Does work with a signal that is aborted when the editor's token is cancelled. */
export async function withSignal<T>(
  token: vscode.CancellationToken,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const listening = token.onCancellationRequested(() => controller.abort());
  if (token.isCancellationRequested) controller.abort();
  try {
    return await work(controller.signal);
  } finally {
    listening.dispose();
  }
}
