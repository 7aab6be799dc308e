/**
 * The part of a concrete syntax tree that the core reads. The nodes of web-tree-sitter satisfy it as
 * they are; the core itself never loads a grammar.
 */
export interface SyntaxNode {
  readonly type: string;
  readonly text: string;
  readonly startIndex: number;
  readonly endIndex: number;
  /** 0-based rows. */
  readonly startPosition: { readonly row: number };
  readonly endPosition: { readonly row: number };
  readonly isError: boolean;
  readonly isMissing: boolean;
  readonly hasError: boolean;
  readonly parent: SyntaxNode | null;
  readonly namedChildren: readonly (SyntaxNode | null)[];
  readonly children: readonly (SyntaxNode | null)[];
  childForFieldName(name: string): SyntaxNode | null;
}

/** Reads source text by its language's grammar. Every answer is null when there is no grammar for the path. */
export interface SyntaxReader {
  /** The definitions of a file and its syntax errors; cached by content. */
  outline(path: string, text: string): Outline | null;
  /** Calls `use` with the root of the file's tree, which is freed afterwards: keep no node. */
  inspect<T>(path: string, text: string, use: (root: SyntaxNode, language: Language) => T): T | null;
}

export interface Outline {
  readonly language: Language;
  /** In order of their start; an enclosing definition stands before what it encloses. */
  readonly definitions: readonly Definition[];
  /** Number of places the grammar could not read. */
  readonly errors: number;
}

export interface Definition {
  readonly name: string;
  /** 0-based. What marks the definition may stand above. */
  readonly nameRow: number;
  readonly kind: 'callable' | 'container';
  /** 0-based, inclusive. */
  readonly startRow: number;
  readonly endRow: number;
  /** What stands before the body, on one line: `def area(self, unit)`. */
  readonly signature: string;
  /** Parameter list as written, whitespace collapsed; empty for containers. */
  readonly parameters: string;
  /** Takes the place of an earlier one of its name in the same block, or does not compile beside it. */
  readonly redefines: boolean;
}

export type Language =
  | 'python'
  | 'javascript'
  | 'typescript'
  | 'tsx'
  | 'java'
  | 'go'
  | 'rust'
  | 'cpp'
  | 'c-sharp'
  | 'ruby'
  | 'php'
  | 'bash';
