// The lint rules. The rule between folders is generated from layers.json, which the import-graph test reads too.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const { layers, packageHomes } = JSON.parse(readFileSync(new URL('layers.json', import.meta.url), 'utf8'));

/** Each layer may import itself, what its row names and packages; nothing else of the project. */
const zones = Object.entries(layers).map(([folder, { imports, why }]) => ({
  target: `./${folder}`,
  from: '.',
  except: ['node_modules', folder, ...imports].map(path => `./${path}`),
  message: why,
}));

const browserGlobals = ['window', 'document', 'navigator', 'localStorage', 'self'];
const nodeGlobals = ['process', 'Buffer', '__dirname', '__filename', 'require', 'global', 'globalThis'];
const effects = [
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'console',
  'performance',
];

/** Imports refused in a folder: packages whose home is elsewhere, and what `extra` adds. */
function restrictedImports(folder, extra = { paths: [], patterns: [] }) {
  const foreign = Object.entries(packageHomes)
    .filter(([, { homes }]) => !homes.includes(folder))
    .map(([name, { why }]) => ({ name, message: why }));
  return ['error', { paths: [...foreign, ...extra.paths], patterns: extra.patterns }];
}

/** The later entry wins, so that a home lifts exactly its own package. */
const packageRules = [
  { files: ['{src,webview,test}/**/*.ts'], rules: { 'no-restricted-imports': restrictedImports('') } },
  ...Object.values(packageHomes)
    .flatMap(({ homes }) => homes)
    .map(home => ({
      files: [home.endsWith('.ts') ? home : `${home}/**/*.ts`],
      rules: { 'no-restricted-imports': restrictedImports(home) },
    })),
];

/** Core holds values and pure functions: no I/O, no clock, no chance. */
const core = {
  files: ['src/core/**/*.ts'],
  rules: {
    'no-restricted-imports': restrictedImports('src/core', {
      paths: builtinModules.map(name => ({ name, message: layers['src/core'].why })),
      patterns: [{ group: ['node:*'], message: layers['src/core'].why }],
    }),
    'no-restricted-globals': ['error', ...browserGlobals, ...nodeGlobals, ...effects, 'Date'],
    'no-restricted-properties': [
      'error',
      {
        object: 'Math',
        property: 'random',
        message: 'Take a seeded generator: the same input must give the same answer.',
      },
    ],
  },
};

export default defineConfig(
  {
    ignores: [
      'dist/',
      'out/',
      'node_modules/',
      '.cache/',
      'model/',
      'examples/',
      'test/fixtures/',
      'training/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [eslint.configs.recommended, tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      eqeqeq: 'error',
      // The compiler knows names better than the rule does.
      'no-undef': 'off',
      // Patches and terminal output are full of control characters that are meant.
      'no-control-regex': 'off',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      'import-x/no-restricted-paths': ['error', { zones }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportDefaultDeclaration',
          message: 'Export by name, so that a thing has one name everywhere.',
        },
        {
          selector: 'ExportAllDeclaration',
          message: 'No barrels: import from the file that holds the thing.',
        },
        {
          selector: 'ExportNamedDeclaration[source]',
          message: 'No barrels: import from the file that holds the thing.',
        },
        {
          selector: 'PrivateIdentifier',
          message: 'Write `private`: what belongs to a class alone is told in one way.',
        },
      ],
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'variable', modifiers: ['const', 'global'], types: ['number'], format: ['UPPER_CASE'] },
      ],
    },
  },
  ...packageRules,
  core,
  {
    files: ['test/bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // In a test an assumption that does not hold fails it, which is what a test is for; matchers are typed `any`.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    // A tool's configuration is what it exports by default.
    files: ['*.config.{ts,mts}'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.mjs'],
    extends: [eslint.configs.recommended],
    rules: { 'no-undef': 'off', eqeqeq: 'error' },
  },
);
