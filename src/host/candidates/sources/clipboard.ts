import * as vscode from 'vscode';
import { extractDiff } from '../../../core/patch/extractDiff';
import { lastIndex, type CandidateOrigin } from '../../../core/candidates/candidate';
import { NothingToDo } from '../../nothingToDo';
import type { CandidateSource } from './candidateSource';

/** The diff on the clipboard, also where prose stands around it. Each is one more candidate. */
export function clipboard(known: () => readonly CandidateOrigin[]): CandidateSource {
  return {
    command: 'addClipboard',
    label: 'Clipboard',
    detail: 'A copied diff, alone or inside an answer',
    icon: 'clippy',
    async choose({ base }) {
      const patch = extractDiff(await vscode.env.clipboard.readText());
      if (patch === null)
        throw new NothingToDo(
          'There is no unified diff on the clipboard; copy one, such as the output of "git diff".',
        );
      const against = await base();
      return () => {
        const index = 1 + lastIndex(known(), 'clipboard');
        const label = index === 1 ? 'Clipboard' : `Clipboard ${index}`;
        const candidate = { label, origin: { kind: 'clipboard', index } as const, patch, base: against };
        return Promise.resolve({ candidates: [candidate], problems: [] });
      };
    },
  };
}
