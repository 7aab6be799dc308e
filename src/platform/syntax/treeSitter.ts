import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type * as TreeSitterModule from '@vscode/tree-sitter-wasm';
import { languageOf } from '../../core/syntax/languages';
import { outlineOf } from '../../core/syntax/outline';
import type { Language, Outline, SyntaxNode, SyntaxReader } from '../../core/syntax/syntax';

/** Longer files are read as if their language were unknown: minified bundles and generated tables. */
const MAX_FILE_LENGTH = 1_000_000;
const OUTLINE_CACHE_ENTRIES = 512;

/**
 * Reads syntax trees by the WASM grammars of @vscode/tree-sitter-wasm. Grammars are loaded by `prepare`,
 * because loading is asynchronous and reading is not; a path whose grammar was not prepared reads as null.
 */
export class TreeSitterReader implements SyntaxReader {
  private readonly parsers = new Map<Language, TreeSitterModule.Parser>();
  private readonly outlines = new LRUCache<string, Outline>({ max: OUTLINE_CACHE_ENTRIES });

  private constructor(
    private readonly treeSitter: typeof TreeSitterModule,
    private readonly grammarFolder: string,
  ) {}

  static async load(): Promise<TreeSitterReader> {
    // A package of our own folder, found from wherever the bundle lies. Its build is CommonJS and finds
    // its own .wasm beside itself.
    const require = createRequire(__filename);
    const treeSitter = require('@vscode/tree-sitter-wasm') as typeof TreeSitterModule;
    await treeSitter.Parser.init();
    return new TreeSitterReader(treeSitter, path.dirname(require.resolve('@vscode/tree-sitter-wasm')));
  }

  /** Loads the grammars that the paths need. */
  async prepare(paths: Iterable<string>): Promise<void> {
    const languages = new Set([...paths].map(languageOf).filter(language => language !== null));
    for (const language of languages) {
      if (this.parsers.has(language)) continue;
      const grammar = await readFile(path.join(this.grammarFolder, `tree-sitter-${language}.wasm`));
      const parser = new this.treeSitter.Parser();
      parser.setLanguage(await this.treeSitter.Language.load(grammar));
      this.parsers.set(language, parser);
    }
  }

  outline(filePath: string, text: string): Outline | null {
    const language = languageOf(filePath);
    if (!language) return null;
    const key = `${language}:${createHash('sha256').update(text).digest('base64')}`;
    const cached = this.outlines.get(key);
    if (cached) return cached;
    const outline = this.inspect(filePath, text, outlineOf);
    if (outline) this.outlines.set(key, outline);
    return outline;
  }

  inspect<T>(filePath: string, text: string, use: (root: SyntaxNode, language: Language) => T): T | null {
    const language = languageOf(filePath);
    const parser = language && this.parsers.get(language);
    if (!language || !parser || text.length > MAX_FILE_LENGTH) return null;
    const tree = parser.parse(text);
    if (!tree) return null;
    try {
      return use(tree.rootNode, language);
    } finally {
      tree.delete();
    }
  }
}
