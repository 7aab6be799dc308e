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
  childForFieldName(name: string): SyntaxNode | null;
}

export interface SyntaxTree {
  readonly rootNode: SyntaxNode;
}

/** Parses source text. Null when the language of the path is unknown or the text is too long. */
export interface SyntaxParser {
  parse(path: string, text: string): SyntaxTree | null;
}
