import * as vscode from 'vscode';
import type { Alternative } from './alternative';

export const CANDIDATE_SCHEME = 'swe-rm-candidate';

/** Which text of a candidate's file a virtual document shows. `patch`: the diff itself, where it does not apply. */
type Side = 'before' | 'after' | 'patch';

export function candidateUri(candidate: Alternative, path: string, side: Side): vscode.Uri {
  return vscode.Uri.from({ scheme: CANDIDATE_SCHEME, path: `/${path}`, query: `${candidate.id}.${side}` });
}
