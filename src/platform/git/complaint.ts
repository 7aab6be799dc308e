/** The first thing that git complains about, without its mark and its full stop; '' where it does not say. */
export function complaintOf(message: string): string {
  const line = message.split('\n').find(one => /^(?:error|fatal): /.test(one)) ?? '';
  return line
    .replace(/^(?:error|fatal): /, '')
    .trim()
    .replace(/\.$/, '');
}
