// THIRD-PARTY-NOTICES.txt: the licence of every package whose code is shipped, from the packages themselves.
//
//   node scripts/notices.mjs           write it (after a build: dist/meta.json says what went into the bundles)
//   node scripts/notices.mjs --check   end with 1 when it is not up to date
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const noticesFile = join(root, 'THIRD-PARTY-NOTICES.txt');

/** Packages that are shipped as files beside the bundles. */
const shippedAsFiles = ['onnxruntime-node', 'onnxruntime-common', '@vscode/tree-sitter-wasm'];

/** Said after a licence, where the package itself is silent about something it holds. */
const remarks = {
  'onnxruntime-node':
    'The native library holds code of others; their notices: https://github.com/microsoft/onnxruntime/blob/v1.30.0/ThirdPartyNotices.txt',
  '@vscode/tree-sitter-wasm':
    'Holds tree-sitter and its grammars, each under the MIT License: https://github.com/tree-sitter, https://github.com/tree-sitter-grammars',
};

const mit = holder => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** Packages that state their licence in package.json and bring no text of it. */
const textsWithoutFile = {
  'onnxruntime-node': mit('Microsoft Corporation'),
  'onnxruntime-common': mit('Microsoft Corporation'),
};

/** Folders (`node_modules/a/node_modules/b`) of the packages that the bundles were made of. */
async function bundledPackages() {
  const { inputs } = JSON.parse(await readFile(join(root, 'dist', 'meta.json'), 'utf8'));
  const folders = Object.keys(inputs).flatMap(path => {
    const match = /^(?:.*node_modules\/)(?:@[^/]+\/)?[^/]+/.exec(path);
    return match ? [match[0]] : [];
  });
  return new Set(folders);
}

async function noticeOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const files = await readdir(join(root, folder));
  const legal = files.filter(file => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  const texts = await Promise.all(legal.map(file => readFile(join(root, folder, file), 'utf8')));
  const text = texts.length > 0 ? texts.join('\n\n') : textsWithoutFile[name];
  if (text === undefined) throw new Error(`${name} brings no licence text; add one to scripts/notices.mjs.`);
  const lines = [`${name} ${version} (${license})`, '', text.replaceAll('\r\n', '\n').trim()];
  if (remarks[name]) lines.push('', remarks[name]);
  return { name, version, text: lines.join('\n') };
}

async function notices() {
  const folders = new Set([
    ...(await bundledPackages()),
    ...shippedAsFiles.map(name => `node_modules/${name}`),
  ]);
  const entries = await Promise.all([...folders].map(noticeOf));
  const unique = new Map(entries.map(entry => [`${entry.name} ${entry.version}`, entry.text]));
  const texts = [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  const head =
    'SWE-RM: Patch Confidence is under the MIT License (LICENSE). It is made with the packages below.';
  return `${[head, ...texts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

const current = await notices();
if (process.argv.includes('--check')) {
  const written = await readFile(noticesFile, 'utf8').catch(() => '');
  if (written !== current) {
    console.error(
      'THIRD-PARTY-NOTICES.txt is not up to date: run `npm run build`, then `node scripts/notices.mjs`.',
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(noticesFile, current);
}
