import type * as vscode from 'vscode';
import type { PanelMessage, PanelState } from '../core/protocol/panel';
import type { TimelineMessage, TimelineState } from '../core/protocol/timeline';
import { closeTabs } from './closeTabs';
import { CANDIDATE_SCHEME } from './candidates/candidateUri';
import { Disposables } from './disposal';
import { CurrentFolder } from './folder/currentFolder';
import { composeFolder, type Composition } from './folderComposition';
import { PageView } from './pageView';
import { PANEL_PAGE } from './panel/panelPage';
import { REVIEW_SCHEME } from './review/reviewDocuments';
import { LazyScorer } from './scoring/lazyScorer';
import { STEP_SCHEME } from './trajectories/stepDocuments';
import { TIMELINE_PAGE } from './trajectories/timelinePage';

/**
 * Builds what the window has once, and what belongs to the folder that is looked at. Another folder gets all of the latter
 * anew: what is not carried over cannot speak of the folder before.
 */
export function compose(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Composition {
  const parts = new Disposables();
  const { extensionUri, workspaceState } = context;
  const folders = parts.add(new CurrentFolder(workspaceState));
  const scorer = parts.add(
    new LazyScorer(async () => {
      // Read when the first change is scored: its JSON-RPC library would double the time the window waits for us.
      const { connectScorer } = await import('./scoring/connectScorer');
      return connectScorer(context, log);
    }, log),
  );
  const panel = parts.add(new PageView<PanelState, PanelMessage>(extensionUri, PANEL_PAGE, log));
  const timelineView = parts.add(
    new PageView<TimelineState, TimelineMessage>(extensionUri, TIMELINE_PAGE, log),
  );
  const window = { context, folders, scorer, panel, timelineView, log };
  /** What is still being written of folders that were left, by their paths: it is waited for when one is chosen again. */
  const left = new Map<string | undefined, Promise<unknown>>();
  let path = folders.current?.path;
  let shown = composeFolder(window);
  parts.add({ dispose: () => void shown.dispose() });
  const ofFolder = new Set([CANDIDATE_SCHEME, REVIEW_SCHEME, STEP_SCHEME]);
  parts.add(
    folders.onDidMove(() => {
      left.set(path, Promise.allSettled([left.get(path), shown.end()]));
      shown.dispose();
      void closeTabs(({ scheme }) => ofFolder.has(scheme));
      path = folders.current?.path;
      shown = composeFolder(window, left.get(path));
      log.info(`looking at ${path ?? 'no folder'}`);
    }),
  );
  return {
    end: async () => void (await Promise.all([...left.values(), shown.end()])),
    dispose: () => parts.dispose(),
  };
}
