// An esbuild plugin: code splitting for bundles that are loaded by `require`, which esbuild itself has for ES modules only.
// Why: docs/adr/0017-what-activation-loads.md
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { transform } from 'esbuild';

/**
 * `import * as vscode from 'vscode'`, as esbuild prints it. Rewritten as a plain `require`: the usual translation copies
 * the module property by property in every file that imports it, and the editor's API has some hundreds of them.
 */
const namespaceImport = /^import \* as ([\w$]+) from ("(?:vscode|node:[\w/]+)");$/gm;

/**
 * Cuts a bundle where it says `import()`: `<outdir>/<entry>.js` holds what is loaded at once, `<outdir>/<folder>` the parts that
 * are loaded when they are first asked for. Other files of that folder, from builds before, are removed.
 *
 * @param {string} folder
 * @returns {import('esbuild').Plugin}
 */
export function commonJsChunks(folder) {
  return {
    name: 'commonjs-chunks',
    setup(bundle) {
      const options = bundle.initialOptions;
      const { minify = false, sourcemap, target, platform, outdir } = options;
      Object.assign(options, {
        format: 'esm',
        splitting: true,
        chunkNames: `${folder}/[name]-[hash]`,
        write: false,
        // Names and white space are made short at the end, when nothing is read from the code any more.
        minify: false,
        sourcemap: sourcemap ? 'inline' : false,
      });
      bundle.onEnd(async ({ outputFiles = [] }) => {
        const chunks = join(outdir, folder);
        await mkdir(chunks, { recursive: true });
        const written = await Promise.all(
          outputFiles.map(async ({ path, text }) => {
            const { code, map } = await transform(text.replace(namespaceImport, 'const $1 = require($2);'), {
              format: 'cjs',
              minify,
              target,
              platform,
              legalComments: 'none',
              // `import()` becomes a promise of `require()`: a chunk is found by its path, whoever loaded the extension.
              supported: { 'dynamic-import': false },
              sourcemap: sourcemap ? 'external' : false,
              // So that paths in the map stay relative to the file.
              sourcefile: basename(path),
            });
            const file = basename(path);
            if (!sourcemap) {
              await writeFile(path, code);
              return [file];
            }
            await writeFile(path, `${code}//# sourceMappingURL=${file}.map\n`);
            await writeFile(`${path}.map`, map);
            return [file, `${file}.map`];
          }),
        );
        const current = new Set(written.flat());
        for (const file of await readdir(chunks))
          if (!current.has(file)) await rm(join(chunks, file), { force: true });
      });
    },
  };
}
