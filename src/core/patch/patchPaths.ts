/** What a diff writes in place of the side that does not exist. */
export const NO_FILE = '/dev/null';

/** The first letters of git's path prefixes: `a/ b/`, and i(ndex), w(orktree), c(ommit), o(bject) of mnemonicPrefix. */
const PREFIX = /^[abiwco]\//;

/** The two names of a section as the diff has them; `/dev/null` for a missing side. */
export interface NamePair {
  readonly old: string;
  readonly new: string;
}

/**
 * Paths in the tree from the names a diff prints.
 *
 * @param gitHeader the section's `diff --git` line, null for a plain diff
 */
export function stripPrefixes(names: NamePair, gitHeader: string | null): NamePair {
  const stripped = strip(names, gitHeader);
  return { old: dropDotSlash(stripped.old), new: dropDotSlash(stripped.new) };
}

function strip(names: NamePair, gitHeader: string | null): NamePair {
  if (names.old === NO_FILE || names.new === NO_FILE) {
    // With `--no-prefix` both names of the git header are the bare path.
    const halves = gitHeader === null ? null : headerHalves(gitHeader);
    if (halves !== null && halves.old === halves.new) return names;
    return { old: names.old.replace(PREFIX, ''), new: names.new.replace(PREFIX, '') };
  }
  const bare = { old: names.old.replace(PREFIX, ''), new: names.new.replace(PREFIX, '') };
  if (names.old.startsWith('a/') && names.new.startsWith('b/')) return bare;
  if (names.old !== names.new && bare.old === bare.new) return bare;
  return gitHeader === null ? plainNames(names) : names;
}

/** A plain diff cannot rename: names that differ are two trees side by side, or a copy kept under another suffix. */
function plainNames(names: NamePair): NamePair {
  const oldTail = names.old.slice(names.old.indexOf('/') + 1);
  const newTail = names.new.slice(names.new.indexOf('/') + 1);
  const inTrees = names.old.includes('/') && names.new.includes('/') && names.old !== names.new;
  if (inTrees && oldTail === newTail) return { old: oldTail, new: newTail };
  if (
    /^(?:\.orig|\.bak|\.old|~)$/.test(names.old.slice(names.new.length)) &&
    names.old.startsWith(names.new)
  ) {
    return { old: names.new, new: names.new };
  }
  return names;
}

/** The names in `diff --git X Y` when X and Y are equally long, which holds unless the file was renamed. */
export function headerHalves(gitHeader: string): NamePair | null {
  const rest = gitHeader.slice('diff --git '.length);
  const middle = (rest.length - 1) / 2;
  if (!Number.isInteger(middle) || rest.charAt(middle) !== ' ') return null;
  return { old: rest.slice(0, middle), new: rest.slice(middle + 1) };
}

function dropDotSlash(path: string): string {
  return path.replace(/^(?:\.\/)+/, '');
}
