import type { Readable, Writable } from 'node:stream';
import { ProtocolErrorCode } from '@modelcontextprotocol/server';
import { LineSplitter } from '../platform/lines/lineSplitter';

/** The library ends the connection at a message of this length. */
const MAX_MESSAGE_BYTES = 10 * 2 ** 20;

/** JSON-RPC 2.0 wants null where the call that it answers cannot be told. */
const PARSE_ERROR = {
  jsonrpc: '2.0',
  id: null,
  error: { code: ProtocolErrorCode.ParseError, message: 'Parse error: a message is one line of JSON.' },
};

/** Answers each line that is no JSON: the library passes over it without a word, and whoever sent it would wait. */
export function answerMalformed(input: Readable, output: Writable): void {
  const lines = new LineSplitter(MAX_MESSAGE_BYTES);
  input.on('data', (chunk: Buffer) => {
    for (const line of lines.push(chunk))
      if (line.kind === 'line' && isMalformed(line.text)) output.write(`${JSON.stringify(PARSE_ERROR)}\n`);
  });
}

function isMalformed(text: string): boolean {
  if (text.trim() === '') return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}
