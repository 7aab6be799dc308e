/** "a.py, b.py and 3 more" of five names, of which two are told. */
export function andMore(names: readonly string[], told = 1): string {
  const more = names.length > told ? ` and ${names.length - told} more` : '';
  return names.slice(0, told).join(', ') + more;
}
