import { TreeSitterReader } from '../../../../src/platform/syntax/treeSitter';

/** The real grammars: reading syntax with an invented parser would test the invention. */
export async function readerFor(...paths: string[]): Promise<TreeSitterReader> {
  const reader = await TreeSitterReader.load();
  await reader.prepare(paths);
  return reader;
}
