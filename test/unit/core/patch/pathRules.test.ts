import { describe, expect, it } from 'vitest';
import { pathRefusal } from '../../../../src/core/patch/pathRules';

describe('pathRefusal', () => {
  it.each([
    'src/box.py',
    'café.txt',
    'with space.txt',
    '.github/workflows/ci.yml',
    '.gitignore',
    'a..b/c',
    'x.git/y',
  ])('accepts %j', path => expect(pathRefusal(path)).toBeNull());

  it.each([
    ['', 'is empty'],
    ['a'.repeat(5000), 'is longer than 4096 characters'],
    ['/etc/passwd', 'is absolute'],
    ['//server/share', 'is absolute'],
    ['\\\\server\\share', 'holds a backslash, which some systems read as a folder separator'],
    ['a\\..\\..\\b', 'holds a backslash, which some systems read as a folder separator'],
    ['C:/windows', 'begins with a drive letter'],
    ['c:x', 'begins with a drive letter'],
    ['../x', 'climbs out of its folder with ".."'],
    ['a/../b', 'climbs out of its folder with ".."'],
    ['a/.. /b', 'climbs out of its folder with ".."'],
    ['a/..\u200c/b', 'climbs out of its folder with ".."'],
    ['a//b', 'has an empty or "." part'],
    ['./a', 'has an empty or "." part'],
    ['a/', 'has an empty or "." part'],
    ['.git/config', 'leads into the .git folder'],
    ['sub/.Git/hooks/pre-commit', 'leads into the .git folder'],
    ['.git./config', 'leads into the .git folder'],
    ['.git /config', 'leads into the .git folder'],
    ['.git::$INDEX_ALLOCATION/config', 'leads into the .git folder'],
    ['GIT~1/config', 'leads into the .git folder'],
    ['.g\u200cit/config', 'leads into the .git folder'],
    ['a\0b', 'holds a control character'],
    ['a\nb', 'holds a control character'],
    ['a\u009bb', 'holds a control character'],
  ])('refuses %j: it %s', (path, why) => expect(pathRefusal(path)).toBe(why));
});
