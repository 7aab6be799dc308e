import { isPlainValue, isValue } from './secretNames';
import type { SecretShape } from './secretShape';

/** A word of a command line that stands for itself. */
const WORD_OF_COMMAND = '["\']?(?<secret>[^\\s"\'`$]{4,200})';
/** Between a program and one of its options. */
const ARGUMENTS = '[^\\n;|&]{0,200}?[ \\t]';

/** Programs and the option with which they take a password: with others it is a port, a path or a pattern. */
const PASSWORD_OPTIONS = [
  [
    'sshpass|(?:docker|podman|az)[ \\t]{1,3}login|mongo(?:sh|dump|restore|export|import)?|cqlsh',
    '-p[ \\t]{0,3}',
  ],
  ['mysql(?:dump|admin|import|show|check)?|mariadb|7za?', '-p'],
  ['mysqladmin', 'password[ \\t]{1,3}'],
  ['redis-cli', '-a[ \\t]{1,3}'],
  ['sqlcmd|mosquitto_(?:pub|sub)|(?:un)?zip', '-P[ \\t]{0,3}'],
  ['ldap(?:search|modify|add|delete|passwd|whoami)', '-w[ \\t]{0,3}'],
  ['keytool|jarsigner', '-(?:src|dest|new)?(?:store|key)pass[ \\t]{1,3}'],
  ['gpg2?', '--passphrase[ \\t=]{1,3}'],
  ['smbclient|smbget|rpcclient', '(?:-U|--user)[ \\t=]{0,3}["\']?[^\\s"\'%]{1,100}%'],
  ['lftp', '-u[ \\t]{1,3}[^\\s,]{1,100},'],
]
  .map(([programs, option]) => `(?:${programs})\\b${ARGUMENTS}["']?${option}`)
  .join('|');

/** Secrets on command lines, told by the program or by the option that takes them. */
export const commandSecrets: readonly SecretShape[] = [
  // --password=VALUE, --username name --password VALUE, --set x.password=VALUE, -Dx.password=VALUE, where any word is a value
  {
    kind: 'named secret',
    pattern: new RegExp(
      `(?<![\\w-])(?:--[\\w-]{0,40}|-D[\\w.]{1,80}|--(?:from-literal|set|set-string)[ \\t=]{1,3}["']?[\\w.-]{0,80})(?:password|Password|passphrase)=${WORD_OF_COMMAND}`,
      'dg',
    ),
    accept: isPlainValue,
  },
  {
    kind: 'named secret',
    pattern: new RegExp(
      `-password(?<=\\s(?:-u|--user(?:name)?)[ \\t=]{1,3}[^\\s;|&]{1,100}[ \\t][^\\n;|&]{0,200}-password)[ \\t=]{1,3}${WORD_OF_COMMAND}`,
      'dg',
    ),
    accept: isPlainValue,
  },
  {
    kind: 'named secret',
    pattern: /(?<=\s)(?:-u[ \t=]?|--user[ \t=])["']?[^\s:"']{1,100}:(?<secret>[^\s"'$][^\s"']{3,199})/dg,
    accept: text => !/^\d+$/.test(text),
  },
  // curl -sSu name:VALUE
  {
    kind: 'named secret',
    pattern:
      /\bcurl\b[^\n;|&]{0,300}?[ \t]-[A-Za-z]{1,8}u[ \t]{0,3}["']?[^\s:"']{1,100}:(?<secret>[^\s"'$][^\s"']{3,199})/dg,
  },
  // openssl -passin pass:VALUE
  {
    kind: 'named secret',
    pattern: /-pass(?:in|out)?[ \t]{1,3}["']?pass:(?<secret>[^\s"'`$]{4,200})/dg,
  },
  {
    kind: 'named secret',
    pattern: new RegExp(`\\b(?:${PASSWORD_OPTIONS})${WORD_OF_COMMAND}`, 'dg'),
    accept: text => isValue(text, true),
  },
  // htpasswd -cb FILE NAME VALUE
  {
    kind: 'named secret',
    pattern: new RegExp(
      `\\bhtpasswd[ \\t]{1,3}(?=[^\\n;|&]{0,200}-[A-Za-z]{0,8}b)(?:-\\w{1,20}[ \\t]{1,3}){1,5}(?:[^\\s-]\\S{0,200}[ \\t]{1,3}){1,2}${WORD_OF_COMMAND}(?=["']?[ \\t]{0,3}(?:[\\n;|&>]|$))`,
      'dg',
    ),
  },
  // echo NAME:VALUE | chpasswd, chpasswd <<< NAME:VALUE, and the first line of a here-document
  {
    kind: 'named secret',
    pattern: new RegExp(
      `\\b(?:echo|printf)[ \\t]{1,3}(?:-\\w{1,3}[ \\t]{1,3})?["']?[\\w.-]{1,64}:${WORD_OF_COMMAND}["']?[ \\t]{0,3}\\|[ \\t]{0,3}(?:sudo[ \\t]{1,3})?chpasswd\\b`,
      'dg',
    ),
  },
  {
    kind: 'named secret',
    pattern: new RegExp(
      `\\bchpasswd\\b[^\\n<]{0,60}<<(?:<[ \\t]{0,3}["']?|-?[ \\t]{0,3}["']?\\w{1,20}["']?\\n)[\\w.-]{1,64}:${WORD_OF_COMMAND}`,
      'dg',
    ),
  },
  // echo VALUE | sudo -S, echo VALUE | docker login --password-stdin
  {
    kind: 'named secret',
    pattern: new RegExp(
      `\\b(?:echo|printf)[ \\t]{1,3}(?:-\\w{1,3}[ \\t]{1,3})?${WORD_OF_COMMAND}["']?[ \\t]{0,3}\\|[ \\t]{0,3}(?:sudo[ \\t]{1,3}(?:-\\w{1,3}[ \\t]{1,3}){0,3}-\\w{0,3}S\\b|[^\\n;|&]{1,200}[ \\t]--(?:password-stdin|with-token)\\b)`,
      'dg',
    ),
  },
];
