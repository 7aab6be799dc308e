/** What a process needs to find its files, its temporary folder and its language; nothing that tells it what to load. */
const kept = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'SystemRoot',
  'windir',
  'TEMP',
  'TMP',
  'TMPDIR',
  'LANG',
  'LC_ALL',
];

/**
 * The environment of the scorer: no tokens or keys of the user's shell, and no NODE_OPTIONS that would load code or
 * open a debugger in it.
 *
 * @param asNode the executable is Electron, which runs as Node only when told so
 */
export function childEnvironment(
  parent: Readonly<Record<string, string | undefined>>,
  asNode: boolean,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of kept) {
    const value = parent[name];
    if (value !== undefined) environment[name] = value;
  }
  if (asNode) environment['ELECTRON_RUN_AS_NODE'] = '1';
  return environment;
}
