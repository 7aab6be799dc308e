import { commandSecrets } from './commandSecrets';
import { AFTER_NAME, NAMES, isPlainValue, isValue } from './secretNames';
import type { SecretShape } from './secretShape';
import type { SecretSpan } from './secretSpan';

/** A quote, also one that is escaped in JSON, or in JSON that is a string in JSON. */
const QUOTE = '\\\\{0,3}["\'`]';
/** `=`, `:`, `:=` or `=>`; before it the quote that ends a name in JSON. */
const BETWEEN = `(?:${QUOTE})?[ \\t]{0,3}(?::=|=>|[:=]|%3[AD])[ \\t]{0,3}`;
const VALUE = `(?<secret>${QUOTE}[^"'\`\\\\\\s]{4,400}(?=${QUOTE}|\\n|$)|[^\\s"'\`,;(){}\\[\\]<>&|\\\\]{6,400})`;

/** Between two words of a file that may be on two lines: of a diff, with numbers before them, or escaped. */
const GAP = '(?:\\\\{1,3}[nrt]|[\\s+|→\\d-]){1,20}';
/** The beginning of a line of YAML, also in a diff; a line that is no code; one that says whose password stands near it. */
const INDENT = '[ \\t+-]{0,40}';
const LINES_OF_YAML = `(?:${INDENT}[\\w-]{1,40}:[^\\n,;{}()"']{0,200}\\n){0,3}`;
const SIBLING = `${INDENT}(?:user(?:name)?|login|host|url):[ \\t]{1,3}[^\\s,;{}()"']{1,200}\\n`;

const SHAPES: readonly SecretShape[] = [
  ...commandSecrets,
  {
    kind: 'named secret',
    pattern: new RegExp(`(?:${NAMES})${AFTER_NAME}${BETWEEN}${VALUE}`, 'dgi'),
    accept: isValue,
  },
  // Of a shell and its environment: NAME=value, where any word is a value.
  {
    kind: 'named secret',
    pattern:
      /(?:^|(?<=[\s;"'`+]))[A-Z0-9_]{0,60}(?:PASSWORD|PASSWD|PASSPHRASE|PASS|MYSQL_PWD|SECRET|TOKEN|API_?KEY|SECRET_KEY)=(?<secret>[A-Za-z][\w-]{5,200})(?=[\s"'`\\]|$)/dgm,
    accept: text => isValue(text, true),
  },
  // The same in YAML, where no type stands behind such a name
  {
    kind: 'named secret',
    pattern:
      /^[ \t+-]{0,40}[A-Z0-9_]{0,60}(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|SECRET_KEY):[ \t]{1,3}(?<secret>[a-z][\w-]{3,200})[ \t\r]{0,3}$/dgm,
    accept: isPlainValue,
  },
  // user: name and password: VALUE on two lines of YAML; with commas or quotes it would be code
  {
    kind: 'named secret',
    pattern: new RegExp(
      `password:(?<=^${SIBLING}${LINES_OF_YAML}${INDENT}password:)[ \\t]{1,3}(?<secret>[a-z][\\w-]{3,200})$`,
      'dgm',
    ),
    accept: isPlainValue,
  },
  {
    kind: 'named secret',
    pattern: new RegExp(
      `password:(?<=^${INDENT}password:)[ \\t]{1,3}(?<secret>[a-z][\\w-]{3,200})(?=\\n${LINES_OF_YAML}${SIBLING})`,
      'dgm',
    ),
    accept: isPlainValue,
  },
  // { user: 'name', pass: 'VALUE' }: without quotes it is what tests say of themselves
  {
    kind: 'named secret',
    pattern:
      /(?<![\w-])pass(?:\\{0,3}["'])?[ \t]{0,3}[:=][ \t]{0,3}\\{0,3}["'](?<secret>[^"'\\\s]{4,400})(?=\\{0,3}["'])/dg,
    accept: text => isValue(text, true),
  },
  // --password VALUE, -u name:VALUE
  {
    kind: 'named secret',
    pattern: new RegExp(`--(?:[\\w-]{1,20}-)?(?:${NAMES})${AFTER_NAME}[ \\t]{1,3}${VALUE}`, 'dgi'),
    accept: isValue,
  },
  // user=name,pass=VALUE of a mount, host=name password=VALUE and Server=name;Password=VALUE of a database
  {
    kind: 'named secret',
    pattern: /\buser(?:name)?=[^\s,"']{1,100},pass=(?<secret>[^\s,"'`$]{4,200})/dg,
  },
  {
    kind: 'named secret',
    pattern:
      /\b(?:host|user|dbname|port)=[^\s"',;()]{1,200}[ \t]{1,3}password=(?<secret>[^\s"',;()$]{4,200})/dg,
    accept: text => isValue(text, true),
  },
  {
    kind: 'named secret',
    pattern:
      /;(?<==[^;\n"'`]{0,200};)[ \t]{0,3}(?:password|pwd)=(?<secret>[^\s;"'`(){}<>$,]{4,200})(?=[;"'`\\]|\s|$)/dgi,
    accept: text => isValue(text, true),
  },
  // .pgpass: host:port:database:name:VALUE
  {
    kind: 'named secret',
    pattern:
      /:(?:\d{4,5}|\*)(?<=(?:^|[\s"'+])(?:[\w.-]{1,100}|\*):[\d*]{1,5}):(?:[A-Za-z_][\w-]{0,60}|\*):[A-Za-z_][\w.-]{0,60}:(?<secret>[^\s:"'`\\]{4,200})(?=["'\s\\]|$)/dgm,
  },
  // requirepass VALUE, of Redis
  {
    kind: 'named secret',
    pattern: /(?:^|\s)requirepass[ \t]{1,3}["']?(?<secret>[^\s"'$]{4,200})/dgm,
    accept: text => isValue(text, true),
  },
  // .netrc
  {
    kind: 'named secret',
    pattern: new RegExp(
      `\\b(?:machine[ \\t]{1,9}[^\\s\\\\]{1,200}|default)${GAP}login[ \\t]{1,9}[^\\s\\\\]{1,200}${GAP}password[ \\t]{1,9}(?<secret>[^\\s"'\\\\]{3,200})`,
      'dg',
    ),
  },
  // SQL, XML and settings in XML, prose
  {
    kind: 'named secret',
    pattern: /\b(?:password|identified[ \t]{1,3}by)[ \t]{1,3}'(?<secret>[^'\s\\]{4,200})'/dgi,
    accept: text => isValue(text, true),
  },
  {
    kind: 'named secret',
    pattern: new RegExp(`<[\\w.:-]{0,60}(?:${NAMES})>(?<secret>[^<>\\s]{4,400})</`, 'dgi'),
    accept: text => isValue(text, true),
  },
  {
    kind: 'named secret',
    pattern: new RegExp(
      `\\b(?:key|name)=["'][\\w.:-]{0,60}(?:${NAMES})["'][ \\t]{1,3}value=["'](?<secret>[^"'\\s]{4,400})["']`,
      'dgi',
    ),
    accept: text => isValue(text, true),
  },
  {
    kind: 'named secret',
    pattern:
      /\b(?:password|passphrase|token|api key)[ \t]{1,3}(?:is|was)[: \t]{1,3}["'`]?(?<secret>[^\s"'`,;()]{6,200})/dgi,
    accept: text =>
      /\d/.test(text) && /[A-Za-z]/.test(text) && !/^[a-z]{1,5}[-_]?\d{1,4}(?![A-Za-z\d])/i.test(text),
  },
  {
    kind: 'bearer token',
    pattern: /\b(?:bearer|basic)[ \t]{1,3}(?<secret>[A-Za-z0-9._~+/-]{16,4000}={0,2})/dgi,
    accept: text => /\d/.test(text) && /[A-Za-z]/.test(text),
  },
  // Authorization: Basic VALUE, token VALUE, and of any other scheme
  {
    kind: 'authorization',
    pattern: new RegExp(
      `authorization${BETWEEN}(?:${QUOTE})?basic[ \\t]{1,3}(?<secret>[A-Za-z0-9+/]{6,400}={0,2})`,
      'dgi',
    ),
    accept: text => /\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text)),
  },
  {
    kind: 'authorization',
    pattern: new RegExp(
      `authorization${BETWEEN}(?:${QUOTE})?[A-Za-z][\\w-]{1,30}[ \\t]{1,3}(?<secret>[A-Za-z0-9+/._~:-]{6,400}={0,2})`,
      'dgi',
    ),
    accept: text => /\d/.test(text),
  },
  // The logins of Docker's configuration: name and password in base64
  {
    kind: 'authorization',
    pattern: new RegExp(
      `${QUOTE}auth${QUOTE}[ \\t]{0,3}:[ \\t]{0,3}${QUOTE}(?<secret>[A-Za-z0-9+/]{8,400}={0,2})(?=${QUOTE})`,
      'dg',
    ),
    accept: text => text.length % 4 === 0 && /[a-z]/.test(text) && /[A-Z]/.test(text),
  },
  { kind: 'JSON web token', pattern: /\beyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{10,2000}/dg },
  {
    kind: 'password in an address',
    pattern: /:\/\/[^\s/:@"'`]{0,100}:(?<secret>[^\s/"'`<>]{3,200})@/dg,
    accept: text => !/^[$%<{]/.test(text) && !/^\d{2,5}[?#,]/.test(text),
  },
  {
    kind: 'password in an address',
    pattern: /\bjdbc:oracle:[a-z]{3,4}:[^\s/:@"'`]{1,100}\/(?<secret>[^\s/"'`]{3,200})@/dg,
  },
  { kind: 'service key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/dg },
  { kind: 'service key', pattern: /\bAIza[\w-]{35}/dg },
  { kind: 'service key', pattern: /\b(?:SK|AC)[0-9a-f]{32}\b/dg },
  // The token that follows the name of a Twilio account
  { kind: 'service key', pattern: /\bAC[0-9a-f]{32}["'\\,:\s]{1,10}(?<secret>[0-9a-f]{32})\b/dg },
  { kind: 'service key', pattern: /\b[srp]k_(?:live|test)_[A-Za-z0-9]{16,400}|\bhf_[A-Za-z0-9]{30,400}/dg },
  // OpenAI's shape in hexadecimal (OpenRouter, DeepSeek), Mailgun, Mailchimp, Airtable
  { kind: 'service key', pattern: /\bsk-(?:or-v1-)?[0-9a-f]{32,64}\b|\bkey-[0-9a-f]{32}\b/dg },
  { kind: 'service key', pattern: /\b[0-9a-f]{32}-us\d{1,2}\b|\bpat[A-Za-z0-9]{14}\.[0-9a-f]{64}\b/dg },
  {
    kind: 'service key',
    pattern:
      /\b(?:glptt|do[opr]_v1|rubygems|xkeysib|pscale_tkn|sbp|gsk|xai|nvapi|figd|ntn|tskey)[_-][A-Za-z0-9]{16,400}/dg,
  },
  // HashiCorp Vault
  { kind: 'service key', pattern: /\bhv[sbr]\.[A-Za-z0-9_-]{20,400}/dg },
  { kind: 'service key', pattern: /\bpypi-AgEI[\w-]{30,400}/dg },
];

/** Where a secret stood that was hidden before. */
const MARK = '[hidden:';
const OPENING = new RegExp(`^${QUOTE}`);

/** Secrets that are known by their shape, or by the name they are given to. */
export function secretShapes(text: string): readonly SecretSpan[] {
  const shaped = SHAPES.flatMap(({ kind, pattern, accept }) =>
    [...text.matchAll(pattern)].flatMap(match => {
      const [start, end] = match.indices?.groups?.['secret'] ?? match.indices?.[0] ?? [0, 0];
      const quote = OPENING.exec(text.slice(start, end))?.[0].length ?? 0;
      const secret = text.slice(start + quote, end);
      const accepted = !secret.startsWith(MARK) && (accept === undefined || accept(secret, quote > 0));
      return accepted ? [{ start: start + quote, end, kind }] : [];
    }),
  );
  return [...shaped, ...privateKeys(text)];
}

const KEY_BEGINS = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const KEY_ENDS = /-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/;
/** Far above the longest RSA key in use. */
const MAX_KEY = 16_000;

/** Keys in PEM, also inside a diff or a string. One without an end was cut off: it is hidden as far as a key can go. */
function privateKeys(text: string): readonly SecretSpan[] {
  const spans: SecretSpan[] = [];
  let covered = 0;
  for (const { index, 0: begin } of text.matchAll(KEY_BEGINS)) {
    if (index < covered) continue;
    // A NUL parts texts that are looked through together; no key goes on behind one.
    const [rest = ''] = text.slice(index, index + MAX_KEY).split('\0', 1);
    const ends = KEY_ENDS.exec(rest);
    let length = ends === null ? begin.length : ends.index + ends[0].length;
    if (ends === null) {
      const [body = ''] = /^(?:[A-Za-z0-9+/=\\ \t\r-]{0,200}\n?){0,400}/.exec(rest.slice(begin.length)) ?? [];
      length += body.trimEnd().length;
    }
    covered = index + length;
    spans.push({ start: index, end: covered, kind: 'private key' });
  }
  return spans;
}
