import type { SecretSpan } from './secretSpan';

interface Shape {
  readonly kind: string;
  /** With a group named `secret`, only that part is hidden. Flags `g` and `d`. Every repetition is bounded. */
  readonly pattern: RegExp;
  /** Of a match, whether it is a secret after all. */
  readonly accept?: (secret: string, quoted: boolean) => boolean;
}

const NAMES = [
  'password|passwd|passphrase|pwd',
  'secret|token|credentials?|authorization|_auth',
  '(?:api|access|account|private|encryption|signing|master|service|license|auth|client|shared|subscription)[_-]?(?:key|secret|token)',
].join('|');
const AFTER_NAME = '(?:[_-]?(?:key|base|value|string|prod|dev|test|live|env|\\d{1,3})){0,3}';
/** `=`, `:`, `:=` or `=>`; before it the quote that ends a name in JSON, escaped or not. */
const BETWEEN = '(?:\\\\?["\'`])?[ \\t]{0,3}(?::=|=>|[:=])[ \\t]{0,3}';
const VALUE =
  '(?<secret>\\\\?["\'`][^"\'`\\\\\\s]{4,400}(?=\\\\?["\'`]|\n|$)|[^\\s"\'`,;(){}\\[\\]<>&|\\\\]{6,400})';

const SHAPES: readonly Shape[] = [
  {
    kind: 'named secret',
    pattern: new RegExp(`(?:${NAMES})${AFTER_NAME}${BETWEEN}${VALUE}`, 'dgi'),
    accept: isValue,
  },
  // --password VALUE, -u name:VALUE
  {
    kind: 'named secret',
    pattern: new RegExp(`--(?:[\\w-]{1,20}-)?(?:${NAMES})${AFTER_NAME}[ \\t]{1,3}${VALUE}`, 'dgi'),
    accept: isValue,
  },
  {
    kind: 'named secret',
    pattern: /(?<=\s)(?:-u|--user)[ \t=]["']?[^\s:"']{1,100}:(?<secret>[^\s"']{4,200})/dg,
    accept: isValue,
  },
  {
    kind: 'bearer token',
    pattern: /\b(?:bearer|basic)[ \t]{1,3}(?<secret>[A-Za-z0-9._~+/-]{16,4000}={0,2})/dgi,
    accept: text => /\d/.test(text) && /[A-Za-z]/.test(text),
  },
  { kind: 'JSON web token', pattern: /\beyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{10,2000}/dg },
  {
    kind: 'password in an address',
    pattern: /:\/\/[^\s/:@"'`]{0,100}:(?<secret>[^\s/@"'`]{3,200})@/dg,
    accept: text => !/^[$%<{]/.test(text),
  },
  { kind: 'service key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/dg },
  { kind: 'service key', pattern: /\bAIza[\w-]{35}/dg },
  { kind: 'service key', pattern: /\b(?:SK|AC)[0-9a-f]{32}\b/dg },
  { kind: 'service key', pattern: /\b[srp]k_(?:live|test)_[A-Za-z0-9]{16,400}|\bhf_[A-Za-z0-9]{30,400}/dg },
  {
    kind: 'service key',
    pattern:
      /\b(?:glptt|do[opr]_v1|rubygems|xkeysib|pscale_tkn|sbp|gsk|xai|nvapi|figd|ntn|tskey)[_-][A-Za-z0-9]{16,400}/dg,
  },
  { kind: 'service key', pattern: /\bpypi-AgEI[\w-]{30,400}/dg },
];

/** Secrets that are known by their shape, or by the name they are given to. */
export function secretShapes(text: string): readonly SecretSpan[] {
  const shaped = SHAPES.flatMap(({ kind, pattern, accept }) =>
    [...text.matchAll(pattern)].flatMap(match => {
      const [start, end] = match.indices?.groups?.['secret'] ?? match.indices?.[0] ?? [0, 0];
      const quote = /^\\?["'`]/.exec(text.slice(start, end))?.[0].length ?? 0;
      const accepted = accept === undefined || accept(text.slice(start + quote, end), quote > 0);
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

const PLACEHOLDER = /^(?:\$|%|<|\{|\.\.\.|\*{3,}|x{4,}$|\[hidden)/i;
const WORD =
  /^(?:string|number|boolean|null|undefined|none|true|false|unknown|required|optional|bearer|basic|changeme|example|placeholder|redacted)\b/i;

/** `kind === 'secret' ? 'secret' : 'secrets'` names one and holds none. */
const NAME_ALONE = new RegExp(`^(?:${NAMES})s?$`, 'i');

/** Not code that names a secret without holding one: `password: string`, `token = getToken()`, `secret=$SECRET`. */
function isValue(text: string, quoted: boolean): boolean {
  if (PLACEHOLDER.test(text) || WORD.test(text) || NAME_ALONE.test(text)) return false;
  if (quoted) return true;
  // A count (max_tokens=4096), a path, an expression (process.env.TOKEN), a variable.
  if (/^[\d._]+$/.test(text) || /^\.{0,2}\//.test(text)) return false;
  if (/^[A-Za-z_]\w*(?:(?:\.|::|->|\?\.)[A-Za-z_]\w*)+$/.test(text)) return false;
  return /\d/.test(text) || /[^\w.:/-]/.test(text);
}
