import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as path from 'node:path';

/**
 * Options under which git heeds no attributes but those of the repository. The user's own say what a diff looks like (that files
 * are binary, which lines head a hunk), and the same change must have the same score on every machine.
 */
export const repositoryAttributes = ['-c', 'core.attributesFile=/dev/null'];

/** Attributes by which a file of the working tree holds other bytes than git keeps of it. */
const OF_CONTENT = /(?:^|[\s!-])(?:text|eol|crlf|filter|ident|working-tree-encoding)(?=[\s=]|$)/m;

/**
 * Whether the user's own attributes say more than what a diff looks like. Without them, files that nobody changed
 * would differ from what git keeps.
 *
 * @param configured value of `core.attributesFile`; null when it is not set
 */
export async function convertsContent(configured: string | null): Promise<boolean> {
  const { XDG_CONFIG_HOME } = process.env;
  const usual = path.join(XDG_CONFIG_HOME || path.join(homedir(), '.config'), 'git', 'attributes');
  const file = configured === null ? usual : configured.replace(/^~(?=\/)/, () => homedir());
  const text = await readFile(file, 'utf8').catch(() => '');
  return OF_CONTENT.test(text);
}
