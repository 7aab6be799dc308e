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
  const word = () => `w${draw(10, 'abcdefghijk')}`;
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
    within('password in .netrc', 'machine api.example.com\n  login bob\n  password ', draw(9)),
    within('token of another scheme', 'Authorization: token ', draw(40, HEX)),
    within('short basic login', 'Authorization: Basic ', `${draw(10)}1a`),
    within("login of Docker's configuration", '{"auths": {"r.io": {"auth": "', `aB${draw(22)}`, '"}}}'),
    within('password of a database by its short name', 'DB_PASS=', `${draw(8)}7`),
    within('password of a mail server', "auth: { user: 'bob', pass: '", draw(9), "' }"),
    within('word in the environment', 'PGPASSWORD=', `w${draw(10, 'abcdefghijk')}`),
    within('password of sshpass', "sshpass -p '", draw(9), "' ssh bob@example.com"),
    within('password of docker login', 'docker login -u bob -p ', draw(9), ' r.io'),
    within('password of mysql', 'mysql -uroot -p', `${draw(9)}7`, ' app'),
    within('password of redis-cli', 'redis-cli -h cache -a ', draw(9), ' ping'),
    within('password of openssl', 'openssl rsa -passin pass:', draw(9)),
    within('password of curl', 'curl -ubob:', draw(9), ' https://example.com'),
    within('password in SQL', "CREATE USER bob IDENTIFIED BY '", draw(9), "'"),
    within('password in XML', '<dbPassword>', draw(9), '</dbPassword>'),
    within('key in settings', '<add key="ApiKey" value="', draw(9), '"/>'),
    within('password in a sentence', 'the password is ', `${draw(9)}7`),
    within('password with an @', 'https://bob:', `p@s${draw(6)}`, '@example.com/x'),
    within('password of Oracle', 'jdbc:oracle:thin:bob/', draw(9), '@//db.example.com:1521/x'),
    within('password in JSON twice', '{\\\\\\"dbPassword\\\\\\": \\\\\\"', draw(9), '\\\\\\"}'),
    within(
      'token in colours',
      '\u001b[32m',
      `xoxp-${draw(12, DIGITS)}-${draw(12, DIGITS)}-${draw(24)}`,
      '\u001b[0m',
    ),
    bare('OpenRouter key', `sk-or-v1-${draw(64, HEX)}`),
    bare('Mailgun key', `key-${draw(32, HEX)}`),
    bare('Mailchimp key', `${draw(32, HEX)}-us12`),
    bare('Airtable token', `pat${draw(14)}.${draw(64, HEX)}`),
    within('Twilio token', `new Client("AC${draw(32, HEX)}", "`, draw(32, HEX), '")'),
    within('line of .pgpass', 'db.example.com:5432:shop:bob:', draw(9)),
    within('password of htpasswd', 'htpasswd -cb .htpasswd bob ', draw(9)),
    within('password of chpasswd', "echo 'bob:", draw(9), "' | sudo chpasswd"),
    within('password of chpasswd on its input', 'chpasswd <<< bob:', draw(9)),
    within('password of smbclient', 'smbclient //host/share -U bob%', draw(9), ' -c ls'),
    within('password of a mount', 'mount -t cifs //host/share /mnt -o user=bob,pass=', draw(9), ',ro'),
    within('word as password of mysql', 'mysql -uroot -p', word(), ' app'),
    within('password of curl among flags', 'curl -sSu bob:', draw(9), ' https://example.com'),
    within('word in a connection string', 'Server=db;User Id=bob;Password=', word(), ';'),
    within('word in the words of a connection', 'psql "host=db user=bob password=', word(), '"'),
    within('word as an option', 'wget --http-password=', word(), ' https://example.com'),
    within('word behind a name', 'docker login --username bob --password ', word(), ' r.io'),
    within('word as a setting', 'helm install db --set auth.rootPassword=', word()),
    within('password of ldapsearch', 'ldapsearch -x -D cn=admin -w ', draw(9), ' -b dc=example'),
    within('password of a key store', 'keytool -list -storepass ', draw(9), ' -keystore a.jks'),
    within('password of an archive', 'unzip -P ', draw(9), ' a.zip'),
    within('password for sudo', 'echo ', draw(9), ' | sudo -S apt-get update'),
    within('password on the input of a login', 'echo "', draw(9), '" | docker login r.io --password-stdin'),
    within('password of Redis', 'requirepass ', draw(9)),
    within('Vault token', 'vault login hvs.', draw(24)),
    within('secret of no known shape', 'const k = decode("', draw(48), '");'),
  ];
}
