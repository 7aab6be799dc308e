// THIRD-PARTY-NOTICES.txt: the licence of every package whose code is shipped, from the packages themselves.
//
//   node scripts/notices.mjs           write it (after a build: dist/meta.json says what went into the bundles)
//   node scripts/notices.mjs --check   end with 1 when it is not up to date
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import spdx from 'spdx-license-list/full.js';

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

/** Packages that state their licence in package.json and bring no text of it: the licence, and whose work it is. */
const withoutText = {
  '@bufbuild/protobuf': {
    'Apache-2.0': '2021-2026 Buf Technologies, Inc.',
    // The reading and writing of variable-length integers.
    'BSD-3-Clause': '2008 Google Inc. All rights reserved.',
  },
  '@microsoft/fast-element': { MIT: 'Microsoft Corporation. All rights reserved.' },
  '@microsoft/fast-foundation': { MIT: 'Microsoft Corporation. All rights reserved.' },
  '@microsoft/fast-web-utilities': { MIT: 'Microsoft Corporation. All rights reserved.' },
  'onnxruntime-common': { MIT: 'Microsoft Corporation' },
  'onnxruntime-node': { MIT: 'Microsoft Corporation' },
};

function standardText(name) {
  const licences = Object.entries(withoutText[name] ?? {});
  if (licences.length === 0)
    throw new Error(`${name} brings no licence text; add it to scripts/notices.mjs.`);
  return licences
    .map(([id, holder]) => {
      const text = spdx[id].licenseText.replace(/^.*<year>.*\n+/m, '').trim();
      return `Copyright (c) ${holder}\n\n${text}`;
    })
    .join('\n\n');
}

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
  const text = texts.length > 0 ? texts.join('\n\n') : standardText(name);
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
