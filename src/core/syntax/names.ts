import type { Language, SyntaxNode } from './syntax';
import { walk } from './walk';

/** What the names on some rows of a file do there. */
export interface NameUses {
  /** Names whose value is used. */
  readonly read: ReadonlySet<string>;
  /** Names that the rows give a meaning to: assignments, parameters, definitions, imports. */
  readonly bound: ReadonlySet<string>;
  /** Of `bound`, the ones that come from an import; not the modules that they come from. */
  readonly imported: ReadonlySet<string>;
  /** Of `bound`, the ones that are set as a variable of a function: what is set elsewhere may be read by another file. */
  readonly variables: ReadonlySet<string>;
}

/** Whether `nameUses` understands a language; for others nothing is said about names. */
export function readsNames(language: Language): boolean {
  return bindingRules[language] !== undefined;
}

/**
 * The names on the given 0-based rows. It does not resolve scopes: a name bound anywhere counts as bound, so
 * that what is called undefined is undefined for certain.
 */
export function nameUses(root: SyntaxNode, language: Language, rows: ReadonlySet<number>): NameUses {
  const read = new Set<string>();
  const bound = new Set<string>();
  const imported = new Set<string>();
  const variables = new Set<string>();
  const rules = bindingRules[language];
  if (!rules) return { read, bound, imported, variables };
  forEachLeaf(root, rows, (leaf, ancestors) => {
    // The parser invents an empty leaf where it misses one.
    if (leaf.isMissing) return;
    if (leaf.type === 'shorthand_property_identifier') read.add(leaf.text);
    if (leaf.type === 'shorthand_property_identifier_pattern' || isDeclared(leaf, ancestors.at(-1)))
      bound.add(leaf.text);
    if (leaf.type !== 'identifier') return;
    switch (rules(leaf, ancestors)) {
      case 'read':
        read.add(leaf.text);
        break;
      case 'bound':
        bound.add(leaf.text);
        break;
      case 'imported':
        bound.add(leaf.text);
        imported.add(leaf.text);
        break;
      case 'variable':
        bound.add(leaf.text);
        variables.add(leaf.text);
        break;
      case 'label':
        break;
    }
  });
  return { read, bound, imported, variables };
}

/** Calls `visit` for each leaf that touches one of the rows, with what encloses it; see `walk`. */
export function forEachLeaf(
  root: SyntaxNode,
  rows: ReadonlySet<number>,
  visit: (leaf: SyntaxNode, ancestors: Ancestors) => void,
): void {
  walk(root, (node, ancestors) => {
    if (!touches(node, rows)) return [];
    const { children } = node;
    if (children.length === 0) visit(node, ancestors);
    return children;
  });
}

/** A class of TypeScript, and a member of an `enum`, which the others read by its bare name: what neither grammar calls an identifier. */
function isDeclared(leaf: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  if (!parent) return false;
  switch (leaf.type) {
    case 'type_identifier':
      return /^class$|_declaration$/.test(parent.type) && isField(parent, 'name', leaf);
    case 'property_identifier':
      return (
        parent.type === 'enum_body' || (parent.type === 'enum_assignment' && isField(parent, 'name', leaf))
      );
    default:
      return false;
  }
}

type Ancestors = readonly SyntaxNode[];

function touches(node: SyntaxNode, rows: ReadonlySet<number>): boolean {
  const { row: first } = node.startPosition;
  const { row: last } = node.endPosition;
  if (last - first > rows.size) {
    for (const row of rows) if (first <= row && row <= last) return true;
    return false;
  }
  for (let row = first; row <= last; row++) if (rows.has(row)) return true;
  return false;
}

/** A `label` neither reads nor binds: an attribute, the name of a keyword argument, the module in `from module import`. */
type Use = 'read' | 'bound' | 'imported' | 'variable' | 'label';

const bindingRules: Partial<Record<Language, (leaf: SyntaxNode, ancestors: Ancestors) => Use>> = {
  python: pythonUse,
  javascript: scriptUse,
  typescript: scriptUse,
  tsx: scriptUse,
};

function pythonUse(leaf: SyntaxNode, ancestors: Ancestors): Use {
  const parent = ancestors.at(-1);
  if (!parent) return 'read';
  switch (parent.type) {
    case 'attribute':
      return isField(parent, 'attribute', leaf) ? 'label' : 'read';
    case 'keyword_argument':
      return isField(parent, 'name', leaf) ? 'label' : 'read';
    case 'dotted_name':
      return dottedUse(leaf, parent, ancestors.at(-2));
    case 'aliased_import':
      return 'imported';
    case 'function_definition':
    case 'class_definition':
    case 'default_parameter':
    case 'typed_default_parameter':
    case 'named_expression':
    case 'keyword_pattern':
      return isField(parent, 'name', leaf) ? 'bound' : 'read';
    case 'parameters':
    case 'lambda_parameters':
    case 'typed_parameter':
    case 'list_splat_pattern':
    case 'dictionary_splat_pattern':
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern':
    case 'as_pattern_target':
    case 'global_statement':
    case 'nonlocal_statement':
    case 'case_pattern':
    case 'splat_pattern':
    case 'type_parameter':
    case 'ERROR':
      return 'bound';
    case 'assignment':
      return setUse(ancestors, 'left', leaf);
    case 'augmented_assignment':
    case 'for_statement':
    case 'for_in_clause':
      return isField(parent, 'left', leaf) ? 'bound' : 'read';
    default:
      return 'read';
  }
}

/** Of `import a.b` only `a` is bound, of `from a import b` only `b`; what has another name (`as`) is bound under that alone. */
function dottedUse(leaf: SyntaxNode, dotted: SyntaxNode, holder: SyntaxNode | undefined): Use {
  switch (holder?.type) {
    case 'import_statement':
      return leaf.startIndex === dotted.startIndex ? 'imported' : 'label';
    case 'import_from_statement': {
      const module = holder.childForFieldName('module_name');
      return module?.startIndex === dotted.startIndex ? 'label' : 'imported';
    }
    case 'aliased_import':
    case 'relative_import':
    case 'future_import_statement':
      return 'label';
    default:
      return 'bound';
  }
}

function scriptUse(leaf: SyntaxNode, ancestors: Ancestors): Use {
  const parent = ancestors.at(-1);
  if (!parent) return 'read';
  switch (parent.type) {
    case 'import_specifier':
      return isField(parent, 'alias', leaf) || !parent.childForFieldName('alias') ? 'imported' : 'label';
    case 'import_clause':
    case 'namespace_import':
    case 'import_require_clause':
      return 'imported';
    // `import B = A.B`
    case 'import_alias':
      return leaf.startIndex === parent.children[1]?.startIndex ? 'bound' : 'read';
    case 'export_specifier':
    case 'nested_type_identifier':
      return 'label';
    case 'variable_declarator':
      return setUse(ancestors, 'name', leaf);
    case 'function_declaration':
    case 'function_expression':
    case 'generator_function_declaration':
    case 'class_declaration':
    case 'class':
    case 'enum_declaration':
    case 'internal_module':
    case 'function_signature':
      return isField(parent, 'name', leaf) ? 'bound' : 'read';
    case 'required_parameter':
    case 'optional_parameter':
      return isField(parent, 'pattern', leaf) ? 'bound' : 'read';
    case 'assignment_pattern':
    case 'object_assignment_pattern':
    case 'for_in_statement':
      return isField(parent, 'left', leaf) ? 'bound' : 'read';
    case 'arrow_function':
    case 'catch_clause':
      return isField(parent, 'parameter', leaf) ? 'bound' : 'read';
    case 'pair_pattern':
      return isField(parent, 'value', leaf) ? 'bound' : 'label';
    case 'formal_parameters':
    case 'array_pattern':
    case 'rest_pattern':
    case 'labeled_statement':
    case 'ERROR':
      return 'bound';
    case 'jsx_opening_element':
    case 'jsx_closing_element':
    case 'jsx_self_closing_element':
      return /^[a-z]/.test(leaf.text) ? 'label' : 'read';
    default:
      return 'read';
  }
}

/** What a leaf does where a field of its parent is set to a value. */
function setUse(ancestors: Ancestors, field: string, leaf: SyntaxNode): Use {
  const parent = ancestors.at(-1);
  if (!parent || !isField(parent, field, leaf)) return 'read';
  // Whether the nearest scope is a function's, not that of a class, of a namespace or of the file.
  const scope = ancestors.findLast(({ type }) => functionTypes.has(type) || scopeTypes.has(type));
  return scope && functionTypes.has(scope.type) ? 'variable' : 'bound';
}

const functionTypes = new Set([
  'function_definition',
  'function_declaration',
  'function_expression',
  'generator_function',
  'generator_function_declaration',
  'arrow_function',
  'method_definition',
]);
const scopeTypes = new Set(['class_definition', 'class_body', 'internal_module', 'module_declaration']);

function isField(parent: SyntaxNode, field: string, child: SyntaxNode): boolean {
  const named = parent.childForFieldName(field);
  return named !== null && named.startIndex === child.startIndex && named.endIndex === child.endIndex;
}
