import * as vscode from 'vscode';
import type { Git } from '../../platform/git/git';
import { watchFiles } from '../capture/watchFiles';
import { Disposables } from '../disposal';
import { LatestWork } from '../latestWork';

/** git writes several files for one commit, and one for each branch that it fetches. */
const GIT_SETTLES_MS = 150;

/**
 * Tells which commit a revision names: at once, and again when git has written a ref or the window is looked at. Null: there is none
 * by now, or git cannot tell.
 *
 * @param signal ends it
 * @returns resolves when it has ended
 */
export async function followRevision(
  git: Git,
  revision: string,
  signal: AbortSignal,
  tell: (commit: string | null) => void,
): Promise<void> {
  const parts = new Disposables();
  try {
    const looking = parts.add(new LatestWork());
    const look = () =>
      void looking.start(async stopped => {
        const commit = await git.resolve(revision, stopped).catch(() => null);
        if (!stopped.aborted) tell(commit);
      });
    let timer: NodeJS.Timeout | undefined;
    parts.add({ dispose: () => clearTimeout(timer) });
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(look, GIT_SETTLES_MS);
    };
    const { own, common } = await git.folders(signal);
    signal.throwIfAborted();
    const watch = (folder: string, pattern: string) =>
      parts.add(watchFiles(new vscode.RelativePattern(vscode.Uri.file(folder), pattern), moved));
    watch(own, 'HEAD');
    watch(common, '{packed-refs,refs/**,reftable/**}');
    parts.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) moved();
      }),
    );
    // It may have moved since the range was read.
    look();
    await new Promise(resolve => signal.addEventListener('abort', resolve));
  } finally {
    parts.dispose();
  }
}
