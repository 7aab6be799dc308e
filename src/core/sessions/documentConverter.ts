import { SessionBuilder } from './sessionBuilder';
import type { SessionConverter } from './sessionFormat';

/**
 * Converts a session that is one document.
 *
 * @param read puts what the document holds into the builder
 */
export function documentConverter(
  label: string,
  read: (builder: SessionBuilder, document: unknown) => void,
): SessionConverter {
  const builder = new SessionBuilder(label);
  return {
    push: document => read(builder, document),
    convert: known => builder.convert(known),
  };
}
