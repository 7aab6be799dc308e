import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import { addedCode } from '../../../../src/core/review/addedCode';

/** Of a hunk of these lines, which begin with their sign. */
function codeOf(path: string, ...lines: readonly string[]): number {
  const [file] = parsePatch(`--- a/${path}\n+++ b/${path}\n@@ -1,9 +1,9 @@\n${lines.join('\n')}\n`).files;
  return addedCode(path, file!.hunks[0]!);
}

describe('added code', () => {
  it('is counted in words and signs, whatever the spaces', () => {
    expect(codeOf('a.py', '+total = price*2')).toBe(5);
    expect(codeOf('a.py', '+    total=price  *  2')).toBe(5);
    expect(codeOf('a.py', '+größe = 1')).toBe(3);
  });

  it('leaves out what is removed or stays, comments, blank lines and imports', () => {
    const rest = ['-gone = 1', ' stays = 1', '+# said', '+', '+import os', '+from a import b'];
    expect(codeOf('a.py', ...rest)).toBe(0);
    expect(codeOf('a.py', ...rest, '+x = 1')).toBe(3);
    expect(codeOf('a.rs', '+use std::fs;', '+mod cart;', '+user();')).toBe(4);
    expect(codeOf('a.c', '+#include <stdio.h>', '+  # include "a.h"', '+important();')).toBe(4);
  });
});
