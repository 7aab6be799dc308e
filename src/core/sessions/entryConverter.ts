import { SessionBuilder } from './sessionBuilder';
import type { SessionConverter } from './sessionFormat';

/**
 * Converts a session of which each entry can be read by itself; a document is the only one.
 *
 * @param read puts what an entry holds into the builder; `where` names it for people
 */
export function entryConverter(
  label: string,
  read: (builder: SessionBuilder, entry: unknown, where: string) => void,
): SessionConverter {
  const builder = new SessionBuilder(label);
  return {
    push: (entry, where) => read(builder, entry, where),
    convert: known => builder.convert(known),
  };
}
