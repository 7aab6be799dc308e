import type { AgentAdapter } from './agentAdapter';
import { aider } from './aider';
import { claudeCode } from './claudeCode';
import { cline } from './cline';
import { codexCli } from './codexCli';
import { continueDev } from './continueDev';
import { copilotChat } from './copilotChat';
import { copilotCli } from './copilotCli';
import { cursor } from './cursor';
import { geminiCli } from './geminiCli';
import { miniSweAgent } from './miniSweAgent';
import { openHands } from './openHands';
import { sweAgent } from './sweAgent';

/** Every agent whose sessions are looked for. */
export const agentAdapters: readonly AgentAdapter[] = [
  claudeCode,
  codexCli,
  copilotChat,
  copilotCli,
  cursor,
  geminiCli,
  cline,
  continueDev,
  openHands,
  sweAgent,
  miniSweAgent,
  aider,
];
