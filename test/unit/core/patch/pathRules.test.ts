import { describe, expect, it } from 'vitest';
import { checkPath } from '../../../../src/core/patch/pathRules';

describe('checkPath', () => {
  it.each([
    'src/box.py',
    'café.txt',
    'with space.txt',
    '.github/workflows/ci.yml',
    '.gitignore',
    'a..b/c',
    'x.git/y',
  ])('accepts %j', path => expect(checkPath(path)).toBeNull());

  it.each([
    ['', 'empty'],
    ['a'.repeat(5000), 'tooLong'],
    ['/etc/passwd', 'absolute'],
    ['//server/share', 'absolute'],
    ['\\\\server\\share', 'backslash'],
    ['a\\..\\..\\b', 'backslash'],
    ['C:/windows', 'driveLetter'],
    ['c:x', 'driveLetter'],
    ['../x', 'parentFolder'],
    ['a/../b', 'parentFolder'],
    ['a/.. /b', 'parentFolder'],
    ['a/..\u200c/b', 'parentFolder'],
    ['a//b', 'notNormal'],
    ['./a', 'notNormal'],
    ['a/', 'notNormal'],
    ['.git/config', 'gitFolder'],
    ['sub/.Git/hooks/pre-commit', 'gitFolder'],
    ['.git./config', 'gitFolder'],
    ['.git /config', 'gitFolder'],
    ['.git::$INDEX_ALLOCATION/config', 'gitFolder'],
    ['GIT~1/config', 'gitFolder'],
    ['.g\u200cit/config', 'gitFolder'],
    ['a\0b', 'controlCharacter'],
    ['a\nb', 'controlCharacter'],
    ['a\u009bb', 'controlCharacter'],
  ])('refuses %j: %s', (path, reason) => expect(checkPath(path)?.reason).toBe(reason));
});
