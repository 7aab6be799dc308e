import { aiderHistory } from './aider';
import { atifDocument } from './atif';
import { claudeCodeDocument, claudeCodeLines } from './claudeCode';
import { clineDocument, clineSessionDocument, rooDocument } from './cline';
import { codexLines } from './codex';
import { continueDocument } from './continueDev';
import { copilotChatDocument, copilotChatLog } from './copilotChat';
import { copilotChatEvents, copilotCliEvents } from './copilotEvents';
import { cursorLines } from './cursor';
import { geminiDocument, geminiLines } from './geminiCli';
import { miniSweAgentDocument } from './miniSweAgent';
import {
  openHandsCompletion,
  openHandsEvents,
  openHandsOutput,
  openHandsOutputDocument,
  openHandsTrajectory,
} from './openHands';
import type { SessionFormat } from './sessionFormat';
import { sweAgentDocument } from './sweAgent';

/** Every format that is read, in the order in which they are tried: the more particular before the more general. */
export const sessionFormats: readonly SessionFormat[] = [
  atifDocument,
  copilotChatLog,
  copilotChatEvents,
  copilotCliEvents,
  openHandsOutput,
  geminiLines,
  claudeCodeLines,
  codexLines,
  openHandsEvents,
  cursorLines,
  claudeCodeDocument,
  copilotChatDocument,
  clineSessionDocument,
  clineDocument,
  rooDocument,
  continueDocument,
  geminiDocument,
  miniSweAgentDocument,
  sweAgentDocument,
  openHandsOutputDocument,
  openHandsCompletion,
  openHandsTrajectory,
  aiderHistory,
];

/** The format of a session by its first entries, null when none is known to look like that. */
export function recogniseSession(
  form: SessionFormat['form'],
  head: readonly unknown[],
): SessionFormat | null {
  return sessionFormats.find(format => format.form === form && format.recognises(head)) ?? null;
}
