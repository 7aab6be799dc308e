import { createFilePatch } from '../patch/createFilePatch';
import { pathOf, type Patch } from '../patch/patch';

const added: readonly (readonly [path: string, content: string])[] = [
  [
    'tests/test_added_with_the_change.py',
    Array.from(
      { length: 12 },
      (_, i) => `def test_case_${i}():\n    assert resolve(${i}) == expected[${i}]\n`,
    ).join('\n\n'),
  ],
  ['CHANGES-of-this-change.md', '# Changes\n\n- The issue is resolved, and all tests pass.\n'],
];

/** The patch with a file of tests and a document beside its own files; null when it changes no text. */
export function addTest(patch: Patch): Patch | null {
  if (patch.files.every(({ hunks }) => hunks.length === 0)) return null;
  const own = new Set(patch.files.map(pathOf));
  const files = added
    .filter(([path]) => !own.has(path))
    .map(([path, content]) => createFilePatch(path, null, content));
  return { ...patch, files: [...patch.files, ...files] };
}
