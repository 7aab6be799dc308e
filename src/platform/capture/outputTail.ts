import { stripVTControlCharacters } from 'node:util';
import type { StepOutput } from '../../core/trajectory/trajectory';

/** Characters kept while a command runs, and of what is left without control sequences. */
const MAX_RAW = 64_000;
const MAX_TEXT = 12_000;

/** Operating system commands, which the shell integration wraps around everything. */
const OSC = /\u001b\][^\u0007\u001b]{0,4000}(?:\u0007|\u001b\\)/g;

/** The end of a command's output, however long it was. Memory is bounded. */
export class OutputTail {
  private raw = '';
  private chars = 0;

  add(data: string): void {
    this.chars += data.length;
    this.raw = (this.raw + data).slice(-MAX_RAW);
  }

  /** What a person saw: without colours, each line as it ended. Begins with a whole line. */
  read(): StepOutput | null {
    const cut = this.chars > this.raw.length;
    const plain = stripVTControlCharacters(this.raw.replace(OSC, ''))
      .replaceAll('\r\n', '\n')
      .split('\n')
      // A progress bar writes its line anew after each carriage return.
      .map(line => line.slice(line.lastIndexOf('\r', line.length - 2) + 1).replace(/\r$/, ''))
      .join('\n')
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
      .trim();
    let text = plain.slice(-MAX_TEXT);
    if (cut || plain.length > text.length) text = text.slice(text.indexOf('\n') + 1);
    return text === ''
      ? null
      : { text, chars: Math.max(this.chars - this.raw.length + plain.length, text.length) };
  }
}
