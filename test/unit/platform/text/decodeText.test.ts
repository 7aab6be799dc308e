import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../../src/platform/text/decodeText';

const text = 'diff --git a/größe.py b/größe.py\r\n+x = "🐍"\r\n';
const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');

describe('decodeText', () => {
  it('reads UTF-16 of either order by its mark, as PowerShell writes it', () => {
    expect(decodeText(utf16)).toBe(text);
    expect(decodeText(Buffer.from(utf16).swap16())).toBe(text);
  });

  it('reads everything else as UTF-8', () => {
    expect(decodeText(Buffer.from(text))).toBe(text);
    expect(decodeText(Buffer.from([0xff, 0xfe, 0x41]))).toBe('\ufffd\ufffdA');
    expect(decodeText(Buffer.alloc(0))).toBe('');
  });
});
