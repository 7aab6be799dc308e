/** Letters drawn by a small generator, so that a failure can be repeated. */
function drawn(seed: number): (length: number, alphabet?: string) => string {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return (length, alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789') =>
    Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join('');
}

const HEX = '0123456789abcdef';
const DIGITS = '0123456789';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export interface PlantedSecret {
  readonly kind: string;
  /** As it stands in a text. */
  readonly text: string;
  /** What must be nowhere afterwards. */
  readonly secret: string;
}

/** Secrets of many kinds, made up anew for each seed: none of them ever opened anything. */
export function plantedSecrets(seed: number): readonly PlantedSecret[] {
  const draw = drawn(seed);
  const bare = (kind: string, secret: string): PlantedSecret => ({ kind, text: secret, secret });
  const within = (kind: string, before: string, secret: string, after = ''): PlantedSecret => ({
    kind,
    text: `${before}${secret}${after}`,
    secret,
  });
  const pem = Array.from({ length: 6 }, () => draw(64)).join('\n');
  return [
    bare('AWS access key id', `AKIA${draw(16, CAPITALS)}`),
    within('AWS secret access key', 'AWS_SECRET_ACCESS_KEY=', draw(40)),
    bare('GitHub token', `ghp_${draw(36)}`),
    bare('GitHub fine-grained token', `github_pat_${draw(22)}_${draw(59)}`),
    bare('GitLab token', `glpat-${draw(20)}`),
    bare('Slack token', `xoxb-${draw(12, DIGITS)}-${draw(12, DIGITS)}-${draw(24)}`),
    bare('OpenAI key', `sk-proj-${draw(74)}T3BlbkFJ${draw(74)}`),
    bare('Anthropic key', `sk-ant-api03-${draw(93)}AA`),
    bare('Google API key', `AIza${draw(35)}`),
    bare('Stripe key', `sk_${'live'}_${draw(24)}`),
    bare('npm token', `npm_${draw(36)}`),
    within('npm registry token', '//registry.npmjs.org/:_authToken=', draw(36)),
    bare('SendGrid key', `SG.${draw(22)}.${draw(43)}`),
    bare('JSON web token', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${draw(43)}`),
    within('password in an address', 'https://build:', draw(16), '@example.com/x.git'),
    within('database address', 'postgres://app:', draw(18), '@db.example.com:5432/app'),
    bare('Twilio key', `SK${draw(32, HEX)}`),
    bare('Hugging Face token', `hf_${draw(34)}`),
    bare('PyPI token', `pypi-AgEIcHlwaS5vcmc${draw(60)}`),
    bare('Docker token', `dckr_pat_${draw(27)}`),
    bare('DigitalOcean token', `dop_v1_${draw(64, HEX)}`),
    within('bearer token', 'Authorization: Bearer ', draw(40)),
    within('password in code', 'password = "', `${draw(6)}-${draw(7)}!`, '"'),
    within('password in JSON', '{\\"dbPassword\\": \\"', draw(14), '\\"}'),
    within('password as an option', 'mysql --password ', `${draw(5)}1%${draw(6)}`),
    within('API key that looks like a hash', 'api_key: ', draw(32, HEX)),
    within('Azure storage key', 'AccountName=a;AccountKey=', `${draw(86)}==`, ';'),
    {
      kind: 'private key',
      text: `-----BEGIN RSA PRIVATE KEY-----\n${pem}\n-----END RSA PRIVATE KEY-----`,
      secret: pem,
    },
    within('private key that was cut off', '-----BEGIN PRIVATE KEY-----\n', pem),
    within('secret of no known shape', 'const k = decode("', draw(48), '");'),
  ];
}
