import type { Language } from './syntax';

/** Not an object: a path may end like one of the members that every object has. */
const languageOfExtension: ReadonlyMap<string, Language> = new Map([
  ['py', 'python'],
  ['pyi', 'python'],
  ['js', 'javascript'],
  ['cjs', 'javascript'],
  ['mjs', 'javascript'],
  ['jsx', 'javascript'],
  ['ts', 'typescript'],
  ['mts', 'typescript'],
  ['cts', 'typescript'],
  ['tsx', 'tsx'],
  ['java', 'java'],
  ['go', 'go'],
  ['rs', 'rust'],
  ['c', 'cpp'],
  ['h', 'cpp'],
  ['cc', 'cpp'],
  ['cpp', 'cpp'],
  ['cxx', 'cpp'],
  ['hh', 'cpp'],
  ['hpp', 'cpp'],
  ['cs', 'c-sharp'],
  ['rb', 'ruby'],
  ['php', 'php'],
  ['sh', 'bash'],
  ['bash', 'bash'],
]);

/** The language of a path by its extension; null when no grammar is shipped for it. */
export function languageOf(path: string): Language | null {
  const extension = /\.([A-Za-z]+)$/.exec(path)?.[1]?.toLowerCase();
  return (extension !== undefined && languageOfExtension.get(extension)) || null;
}

/**
 * Whether a syntax error to the grammar is one to the compiler. In C, C++ and C#, the preprocessor first puts together what the grammar reads as it
 * stands (ADR 48).
 */
export function readsAsCompiled(language: Language): boolean {
  return language !== 'cpp' && language !== 'c-sharp';
}

/** Grammar node types that open a scope a reader would name when asked "where is this line?". */
export const definitionTypes: Readonly<Record<Language, ReadonlyMap<string, 'callable' | 'container'>>> =
  (() => {
    const table = (callable: readonly string[], container: readonly string[]) =>
      new Map<string, 'callable' | 'container'>([
        ...callable.map(type => [type, 'callable'] as const),
        ...container.map(type => [type, 'container'] as const),
      ]);
    const script = table(
      [
        'function_declaration',
        'generator_function_declaration',
        'method_definition',
        'arrow_function',
        'function_expression',
      ],
      [
        'class_declaration',
        'abstract_class_declaration',
        'class',
        'interface_declaration',
        'internal_module',
      ],
    );
    return {
      python: table(['function_definition'], ['class_definition']),
      javascript: script,
      typescript: script,
      tsx: script,
      java: table(
        ['method_declaration', 'constructor_declaration', 'compact_constructor_declaration'],
        ['class_declaration', 'interface_declaration', 'enum_declaration', 'record_declaration'],
      ),
      go: table(['function_declaration', 'method_declaration'], ['type_declaration']),
      rust: table(['function_item'], ['impl_item', 'trait_item', 'mod_item', 'struct_item', 'enum_item']),
      cpp: table(['function_definition'], ['class_specifier', 'struct_specifier', 'namespace_definition']),
      'c-sharp': table(
        ['method_declaration', 'constructor_declaration', 'local_function_statement'],
        [
          'class_declaration',
          'interface_declaration',
          'struct_declaration',
          'record_declaration',
          'namespace_declaration',
        ],
      ),
      ruby: table(['method', 'singleton_method'], ['class', 'module']),
      php: table(
        ['function_definition', 'method_declaration'],
        ['class_declaration', 'interface_declaration', 'trait_declaration'],
      ),
      bash: table(['function_definition'], []),
    };
  })();
