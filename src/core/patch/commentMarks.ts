/** Extensions whose comments start with `#`. */
const hash =
  /\.(pyi?|pyx|rb|sh|bash|zsh|ya?ml|toml|cfg|conf|properties|r|jl|pl|ex|exs|nix|tf|cmake)$|(^|\/)(Makefile|Dockerfile|\.[^/]+)$/i;
/** Extensions whose comments are those of C: to the end of the line, or in a block whose lines start with a star. */
const slashes =
  /\.([cm]?[jt]sx?|java|go|rs|c|h|cc|cpp|cxx|hh|hpp|cs|php|kt|kts|scala|swift|dart|groovy|gradle|proto|vue|svelte|s?css|less)$/i;

/**
 * Whether a line holds nothing but a comment, or nothing at all. Of a file whose comments are not known only
 * blank lines count. Strings that serve as documentation are code: what they say can be read when the program runs.
 */
export function isCommentOrBlank(path: string, line: string): boolean {
  const text = line.trim();
  if (text === '') return true;
  if (hash.test(path)) return text.startsWith('#') && !text.startsWith('#!');
  if (slashes.test(path)) return /^(\/\/|\/\*.*\*\/$|\/\*[^/]*$|\*\/$|\*(\s|$))/.test(text);
  return false;
}
