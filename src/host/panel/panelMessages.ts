import * as vscode from 'vscode';
import type { PanelAction, PanelMessage } from '../../core/protocol/panel';
import type { Alternatives } from '../candidates/alternatives';
import type { CandidateDocuments } from '../candidates/candidateDocuments';
import type { Choices } from '../candidates/choices';
import type { ChangeReview } from '../review/changeReview';
import type { RangeReview } from '../review/rangeReview';
import type { ReviewDocuments } from '../review/reviewDocuments';
import type { PanelReveal } from './panelReveal';

/** What the panel's buttons act on. */
interface PanelTargets {
  readonly review: ChangeReview;
  readonly rangeReview: RangeReview;
  readonly reviewDocuments: ReviewDocuments;
  readonly alternatives: Alternatives;
  readonly documents: CandidateDocuments;
  readonly choices: Choices;
  readonly reveal: PanelReveal;
}

/** VS Code's own commands that a button of the panel stands for. */
const BUILT_IN: Partial<Record<PanelAction, readonly [string, ...unknown[]]>> = {
  openSettings: ['workbench.action.openSettings', '@ext:swe-rm.swe-rm'],
  manageTrust: ['workbench.trust.manage'],
  initRepository: ['git.init'],
  openFolder: ['workbench.action.files.openFolder'],
};

/** Does what a button of the panel asks for. Ids it does not know are ignored: the panel may be a moment behind. */
export async function handlePanelMessage(message: PanelMessage, targets: PanelTargets): Promise<void> {
  const { review, alternatives, documents, choices } = targets;
  switch (message.type) {
    case 'ready':
      return;
    case 'revealed':
      return targets.reveal.done();
    case 'action': {
      const [command, ...rest] = BUILT_IN[message.action] ?? [`sweRm.${message.action}`];
      await vscode.commands.executeCommand(command, ...rest);
      return;
    }
    case 'openHunk':
      return openHunk(review, message.id);
    case 'openPlace':
      return targets.reviewDocuments.openPlace(message.id);
    case 'openDiff': {
      const candidate = alternatives.find(message.candidate);
      if (candidate !== undefined) await documents.open(candidate, choices.nameOf(candidate));
      return;
    }
    case 'applyCandidate':
    case 'moreOfCandidate':
      // A command without a candidate asks for one.
      if (alternatives.find(message.candidate) !== undefined)
        await vscode.commands.executeCommand(`sweRm.${message.type}`, message.candidate);
      return;
    case 'removeCandidate':
      return alternatives.remove(message.candidate);
    case 'cancel':
      return { change: review, alternatives, review: targets.rangeReview }[message.section].cancel();
  }
}

async function openHunk(review: ChangeReview, id: string): Promise<void> {
  const { change } = review;
  const place = change?.places.find(hunk => hunk.id === id);
  if (!change || !place?.exists) return;
  const uri = vscode.Uri.joinPath(vscode.Uri.file(change.root), ...place.path.split('/'));
  const at = new vscode.Position(place.line, 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
}
