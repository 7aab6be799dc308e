/**
 * The text of a file. UTF-8 as a rule; a byte order mark tells UTF-16, in which PowerShell writes what is redirected to a file.
 * Bytes that are neither become replacement characters.
 */
export function decodeText(bytes: Buffer): string {
  const mark = bytes.length % 2 === 0 ? bytes.toString('latin1', 0, 2) : '';
  if (mark === '\xff\xfe') return bytes.toString('utf16le', 2);
  if (mark === '\xfe\xff') return Buffer.from(bytes.subarray(2)).swap16().toString('utf16le');
  return bytes.toString('utf8');
}
