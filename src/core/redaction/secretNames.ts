/** Names that are given to secrets, and what may stand behind one in a longer name; parts of regular expressions. */
export const NAMES = [
  'password|passwd|passphrase|pwd',
  '(?:db|database|user|smtp|mail|ssh|sudo|become|root|admin|ftp|auth|login|http|proxy|mysql|redis|mongo|ldap)[_-]?pass',
  'secret|token|credentials?|authorization|_auth',
  '(?:api|access|account|private|encryption|signing|master|service|license|auth|client|shared|subscription)[_-]?(?:key|secret|token)',
].join('|');
export const AFTER_NAME = '(?:[_-]?(?:key|base|value|string|prod|dev|test|live|env|\\d{1,3})){0,3}';

const NAME_OF_SECRET = new RegExp(`(?:${NAMES})${AFTER_NAME}$`, 'i');

/** Whether the value of a field is a secret by the field's name, as `"password": "…"` is where it stands in a text. */
export function isNamedSecret(name: string, value: string): boolean {
  return NAME_OF_SECRET.test(name) && /^\S{4,400}$/.test(value) && isValue(value, true);
}

const PLACEHOLDER = /^(?:\$|%|<|\{|\.\.\.|\*{3,}|x{4,}$|\[hidden|\[\w{1,20}\]$)/i;
const WORD =
  /^(?:string|number|boolean|null|undefined|none|true|false|unknown|required|optional|bearer|basic|changeme|example|placeholder|redacted|pass(?:ed)?|fail(?:ed|ure)?)\b/i;

/** What a declaration or a manual says in place of a value. */
const STANDS_FOR_VALUE =
  /^(?:str|text|bytes|bool|int|any|char|varchar|option|maybe|file|path|url|input|env|value|key|name|prompt|stdin)$|(?:type|str)$|^[A-Z_]+$|[[\]{}()<>]/;

/** Of what stands where only a value can, though any word may. */
export function isPlainValue(text: string): boolean {
  return isValue(text, true) && !STANDS_FOR_VALUE.test(text);
}

/** `kind === 'secret' ? 'secret' : 'secrets'` names one and holds none. */
const NAME_ALONE = new RegExp(`^(?:${NAMES})s?$`, 'i');

/** Not code that names a secret without holding one: `password: string`, `token = getToken()`, `secret=$SECRET`. */
export function isValue(text: string, quoted: boolean): boolean {
  if (PLACEHOLDER.test(text) || WORD.test(text) || NAME_ALONE.test(text)) return false;
  if (quoted) return true;
  // A count (max_tokens=4096), a path, an expression (process.env.TOKEN), a variable.
  if (/^[\d._]+$/.test(text) || /^\.{0,2}\//.test(text)) return false;
  if (/^[A-Za-z_]\w*(?:(?:\.|::|->|\?\.)[A-Za-z_]\w*)+$/.test(text)) return false;
  return /\d/.test(text) || /[^\w.:/-]/.test(text);
}
