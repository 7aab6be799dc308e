/** How a language writes comments, as far as single lines tell. */
export interface CommentSyntax {
  /** Of a line that is a comment as a whole, what it looks like without the spaces around it. */
  readonly line: RegExp;
  /** What begins a comment that stands behind code; null where it may as well be a part of the code. */
  readonly behind: '#' | '//' | '--' | ';' | '%' | '!' | null;
  /** Comments, and documentation that no code reads, that go on for several lines. */
  readonly blocks: readonly Block[];
}

/** Begins on a line of its own. */
interface Block {
  /** How that line begins, without the spaces before it; it may stand elsewhere, too. */
  readonly open: RegExp;
  readonly close: string;
  /** Whether a line that holds nothing but `close` ends such a block for certain: a string may end alike. */
  readonly knownByEnd: boolean;
}

/** How the language of a file writes comments, by its path; a language that is not known has none. */
export function commentSyntaxOf(path: string): CommentSyntax {
  return syntaxes.find(([of]) => of.test(path))?.[1] ?? none;
}

const none: CommentSyntax = { line: /^$/, behind: null, blocks: [] };

const block = (open: RegExp, close: string): Block => ({ open, close, knownByEnd: true });
const likeC = block(/\/\*/, '*/');
const markup = block(/<!--/, '-->');

/** What begins with `#!` names an interpreter. */
const hash: CommentSyntax = { line: /^#(?!!)/, behind: '#', blocks: [] };
const hashOnItsOwn: CommentSyntax = { ...hash, behind: null };
const slashes: CommentSyntax = { line: /^\/\//, behind: '//', blocks: [likeC] };
const dashes: CommentSyntax = { line: /^--/, behind: '--', blocks: [] };

const syntaxes: readonly (readonly [path: RegExp, syntax: CommentSyntax])[] = [
  [/\.(pyi?|pyx|sh|bash|zsh|fish|ya?ml|toml|r|cr|gd|awk|graphql|gql|star|bzl|bazel|rego|tcl|coffee)$/i, hash],
  [
    /\.(rb|rake|gemspec|podspec)$|(^|\/)(Gem|Rake|Pod|Brew|Vagrant)file$/i,
    and(hash, block(/=begin\b/, '=end')),
  ],
  [
    /\.exs?$/i,
    {
      ...hash,
      line: /^(#(?!!)|@(module|type)?doc\s+(false$|~[sS]?"(?!"").*"$|"(?!"").*"$))/,
      blocks: [{ open: /@(module|type)?doc\s+(~[sS])?"""/, close: '"""', knownByEnd: false }],
    },
  ],
  [/\.jl$/i, and(hash, block(/#=/, '=#'))],
  [/\.nim$/i, and(hash, block(/#\[/, ']#'))],
  [/\.psm?1$/i, and(hash, block(/<#/, '#>'))],
  [/\.cmake$|(^|\/)CMakeLists\.txt$/i, and(hash, { ...block(/#\[\[/, ']]'), knownByEnd: false })],
  [/\.nix$/i, and(hash, likeC)],
  [/\.(tf|tfvars|hcl)$/i, { line: /^(#(?!!)|\/\/)/, behind: '#', blocks: [likeC] }],
  [/\.p[lm]$/i, and(hashOnItsOwn, block(/=(pod|head\d|over|item|begin|for|encoding)\b/, '=cut'))],
  [/\.ini$/i, { ...hashOnItsOwn, line: /^[#;]/ }],
  [/\.(cfg|conf|properties|mk)$|(^|\/)(Makefile|Dockerfile)$/i, hashOnItsOwn],
  [
    /\.([cm]?[jt]sx?|json[c5]|java|go|rs|[chm]|mm|cc|cpp|cxx|hh|hpp|cs|kts?|scala|swift|dart|groovy|gradle|proto|thrift|s?css|sass|less|sol|zig|sv|d|cu|glsl|hlsl|wgsl|vala|hx|bicep|prisma)$|(^|\/)Jenkinsfile$/i,
    slashes,
  ],
  [/\.php$/i, { ...slashes, line: /^(\/\/|#(?!\[))/ }],
  [/\.(vue|svelte|astro)$/i, and(slashes, markup)],
  [/\.(html?|xhtml|xml|xaml|svg|[cfv][sb]?x?proj|props|targets)$/i, and(none, markup)],
  [/\.sql$/i, and(dashes, likeC)],
  [/\.(adb|ads|vhdl?)$/i, dashes],
  [/\.lua$/i, and(dashes, { ...block(/--\[\[/, ']]'), knownByEnd: false })],
  // An arrow such as `-->` is an operator.
  [
    /\.(hs|elm|purs)$/i,
    { ...dashes, line: /^--+(?![!#$%&*+./<=>?@\\^|~:-])/, blocks: [block(/\{-(?!#)/, '-}')] },
  ],
  [/\.(clj[cs]?|edn|el|lisp|lsp|scm|rkt|fnl)$/i, { line: /^;/, behind: ';', blocks: [block(/#\|/, '|#')] }],
  [/\.([eh]rl|tex|sty)$/i, { line: /^%/, behind: '%', blocks: [] }],
  // `!$` and `!DIR$` speak to the compiler.
  [/\.f(90|95|03|08)$/i, { line: /^!(?!\$|dir\$)/i, behind: '!', blocks: [] }],
  [/\.mli?$/i, and(none, block(/\(\*/, '*)'))],
  [/\.fs[ix]?$/i, { line: /^\/\//, behind: '//', blocks: [block(/\(\*/, '*)')] }],
  [/\.(vb|bas|vbs)$/i, { ...none, line: /^'/ }],
  [/\.vim$/i, { ...none, line: /^"/ }],
  [/\.(bat|cmd)$/i, { ...none, line: /^(::|@?rem\b)/i }],
  // `.gitignore`, `.env`
  [/(^|\/)\.[^/]+$/, hashOnItsOwn],
];

function and(syntax: CommentSyntax, ...blocks: readonly Block[]): CommentSyntax {
  return { ...syntax, blocks: [...syntax.blocks, ...blocks] };
}
