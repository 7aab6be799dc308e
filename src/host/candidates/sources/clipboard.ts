import * as vscode from 'vscode';
import { extractDiff } from '../../../core/patch/extractDiff';
import type { CandidateSource } from './candidateSource';

/** The diff on the clipboard, also where prose stands around it. Each is one more candidate. */
export function clipboard(): CandidateSource {
  let taken = 0;
  return {
    command: 'addClipboard',
    label: 'Clipboard',
    detail: 'A copied diff, alone or inside an answer',
    icon: 'clippy',
    async choose({ base }) {
      const patch = extractDiff(await vscode.env.clipboard.readText());
      if (patch === null)
        throw new Error(
          'There is no unified diff on the clipboard; copy one, such as the output of "git diff".',
        );
      const against = await base();
      return () => {
        const index = ++taken;
        const label = index === 1 ? 'Clipboard' : `Clipboard ${index}`;
        const candidate = { label, origin: { kind: 'clipboard', index } as const, patch, base: against };
        return Promise.resolve({ candidates: [candidate], problems: [] });
      };
    },
  };
}
