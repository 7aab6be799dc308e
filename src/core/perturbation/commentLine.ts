import { languageOf } from '../syntax/languages';
import type { Language } from '../syntax/syntax';

const hash: readonly Language[] = ['python', 'ruby', 'bash'];

/** A comment of one line in the language of a file; null where none is known. */
export function commentLine(path: string, indent: string, text: string): string | null {
  const language = languageOf(path);
  if (language === null) return null;
  return `${indent}${hash.includes(language) ? '#' : '//'} ${text}`;
}

export function indentOf(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? '';
}
