import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import { randomLooking } from '../../../../src/core/redaction/randomLooking';
import { environmentValues, EnvironmentValues } from '../../../../src/platform/redaction/environmentValues';
import { Redactor } from '../../../../src/platform/redaction/redactor';
import { plantedSecrets } from '../../core/redaction/plantedSecrets';

const redactor = new Redactor();

/** Every line of a secret that is long enough to be one. */
function remains(secret: string, text: string): readonly string[] {
  return secret.split('\n').filter(line => line.length >= 8 && text.includes(line));
}

describe('a secret', () => {
  const kinds = plantedSecrets(1).map(({ kind }) => kind);

  it.each(kinds)('is hidden: %s', async kind => {
    for (let seed = 1; seed <= 20; seed++) {
      const { text, secret } = plantedSecrets(seed).find(planted => planted.kind === kind)!;
      for (const around of [`${text}\n`, `before\n  ${text}\nafter`, `$ run ${text} && echo done`]) {
        const { value, hidden } = await redactor.redact(around);
        expect(remains(secret, value), `seed ${seed}: ${value}`).toEqual([]);
        expect(hidden).toBeGreaterThan(0);
        // A session that was exported is imported, and hidden again, as it was.
        expect(await redactor.redact(value)).toEqual({ value, hidden: 0 });
      }
    }
  });

  it('is hidden as a plain word of YAML, where its name or its neighbours leave no doubt', async () => {
    const yaml = (...lines: readonly string[]) => `services:\n${lines.map(line => `  ${line}\n`).join('')}`;
    for (const text of [
      yaml('environment:', '  POSTGRES_PASSWORD: correcthorse'),
      yaml('username: bob', 'password: correcthorse'),
      yaml('password: correcthorse', 'port: 5432', 'host: db.example.com'),
      yaml('url: jdbc:postgresql://db/shop', 'pool: 5', 'password: correcthorse').replaceAll(/^ /gm, '+'),
    ]) {
      const { value, hidden } = await redactor.redact(text);
      expect(value).not.toContain('correcthorse');
      expect(value.replace(/\[hidden: [^\]]+\]/, 'correcthorse')).toBe(text);
      expect(hidden).toBe(1);
    }
  });

  it('is hidden wherever it stands in a value, names of fields too', async () => {
    const { secret } = plantedSecrets(7).find(({ kind }) => kind === 'GitHub token')!;
    const step = {
      message: secret,
      list: [{ deep: `x ${secret} y` }],
      [secret]: 1,
      count: 3,
      none: null,
      yes: true,
    };
    const { value, hidden } = await redactor.redact(step);
    expect(JSON.stringify(value)).not.toContain(secret);
    expect(hidden).toBe(3);
    expect(value).toMatchObject({ count: 3, none: null, yes: true });
  });

  it('is hidden in each of many texts as it is hidden alone', async () => {
    const texts = Array.from({ length: 12 }, (_, seed) => [
      `${'word '.repeat(5_000)}${seed}`,
      ...plantedSecrets(seed + 100).flatMap(({ text }) => [
        text,
        `step ${seed}`,
        `${text} and more`,
        'password',
        '',
      ]),
    ]).flat();
    const alone = await Promise.all(texts.map(text => redactor.redact(text)));
    const together = await redactor.redact(texts);
    expect(together.value).toEqual(alone.map(({ value }) => value));
    expect(together.hidden).toBe(alone.reduce((sum, { hidden }) => sum + hidden, 0));
    expect(texts.join('').length).toBeGreaterThan(200_000);
  });

  it('is hidden as the value of a field whose name speaks of it', async () => {
    const call = { api_key: '0123456789abcdef', env: { DB_PASSWORD: 'correcthorse', HOME: '/home/bob' } };
    expect(await redactor.redactAll([call, { token: 'true' }])).toEqual([
      {
        value: {
          api_key: '[hidden: named secret]',
          env: { DB_PASSWORD: '[hidden: named secret]', HOME: '/home/bob' },
        },
        hidden: 2,
      },
      { value: { token: 'true' }, hidden: 0 },
    ]);
  });

  it('that would begin in one text and end in the next is none', async () => {
    const step = {
      message: 'password',
      command: 'x9Kq2vT7 is no password',
      list: ['Bearer', 'abcdefgh12345678'],
    };
    expect(await redactor.redact(step)).toEqual({ value: step, hidden: 0 });
  });

  it('is any word in quotes behind such a name, and a name of the code without', async () => {
    expect(await redactor.redact('password = "correcthorse"')).toEqual({
      value: 'password = "[hidden: named secret]"',
      hidden: 1,
    });
    expect(await redactor.redact('password = correcthorse')).toMatchObject({ hidden: 0 });
  });

  it('is what looks random with a sign in it, or is base64 without a digit', async () => {
    const random = 'q7Zp3vXk9LmT/2wRb8NsY4cHd6/JfG1aQe';
    expect(await redactor.redact(`x ${random} y`)).toEqual({
      value: 'x [hidden: random string] y',
      hidden: 1,
    });
    const basic = 'dXNlcjpwYXNz';
    expect((await redactor.redact(`Authorization: Basic ${basic}`)).value).not.toContain(basic);
  });

  it('is hidden on both sides of the place where a long text is cut for the search', async () => {
    const { secret } = plantedSecrets(3).find(({ kind }) => kind === 'npm token')!;
    for (const at of [179_980, 180_000, 199_990, 200_000]) {
      const [before, after] = ['word '.repeat(at / 5), ` ${'word '.repeat(10_000)}`];
      const { value, hidden } = await redactor.redact(before + secret + after);
      // As one: what begins in a piece and ends in the next is seen whole in the second.
      expect(hidden).toBe(1);
      expect(value.replace(/\[hidden: [^\]]+\]/, '')).toBe(before + after);
    }
  });

  it('is hidden in what links steps to each other too, though an id may look like one', async () => {
    const planted = plantedSecrets(5);
    const { secret } = planted.find(({ kind }) => kind === 'GitHub token')!;
    const id = 'q7Zp3vXk9LmT2wRb8NsY4cHd6JfG1aQe';
    expect(await redactor.redact({ message: id })).toMatchObject({ hidden: 1 });
    const { value, hidden } = await redactor.redact({ session_id: id, tool_call_id: secret });
    expect(value.session_id).toBe(id);
    expect(value.tool_call_id).not.toContain(secret);
    expect(hidden).toBe(1);
  });

  it('leaves a diff that held it a diff with as many lines', async () => {
    const { text } = plantedSecrets(2).find(({ kind }) => kind === 'private key')!;
    const lines = text.split('\n');
    const diff = [
      'diff --git a/key.ts b/key.ts',
      '--- a/key.ts',
      '+++ b/key.ts',
      `@@ -1,1 +1,${lines.length + 1} @@`,
      ' const a = 1;',
      ...lines.map(line => `+${line}`),
      '',
    ].join('\n');
    const { value } = await redactor.redact(diff);
    expect(remains(lines.slice(1, -1).join('\n'), value)).toEqual([]);
    const patch = parsePatch(value);
    expect(patch.problems).toEqual([]);
    expect(patch.files[0]?.hunks[0]?.newLines).toBe(lines.length + 1);
  });

  it('is not saved by a comment that switches a scanner off', async () => {
    const { secret } = plantedSecrets(4).find(({ kind }) => kind === 'GitHub token')!;
    const { value } = await redactor.redact(`// secretlint-disable\n${secret}\n`);
    expect(value).not.toContain(secret);
  });
});

describe('what is left alone', () => {
  it.each([
    'commit 3f2b8c1d9e7a6f5b4c3d2e1f0a9b8c7d6e5f4a3b',
    'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '"integrity": "sha512-MKTwz2cBh4kZSqtTz3e2WvcYIcD0RZ5JXJGyWqiYc6fiuIlZXxKtJrTtR4gDxIoH5i7pKQ5p2sPZ2xw2sGQ6Yw=="',
    '123e4567-e89b-12d3-a456-426614174000',
    'interface Login {\n  username: string\n  password: string\n}',
    'class Login(BaseModel):\n    username: str\n    password: str\n',
    'login({\n  username: user,\n  password: given\n})',
    'type Env = {\n  API_KEY: string\n  TOKEN: ApiKeyType\n}',
    'input Login {\n  user: String\n  password: String\n}',
    'docker run -p 8080:80 -u 1000:1000 app && ssh -p 2222 host && scp -P 2222 a host:b && mkdir -p a/b',
    'mysql -P 3306 -p shop < schema.sql && unzip -p a.zip b.txt && mongo -p && zip -r archive.zip folder',
    'sshpass -p "$PASSWORD" ssh host; curl -u "$NAME:$PASSWORD" https://example.com; wget --password=$PASSWORD x',
    'usage: tool [--username USERNAME] [--password PASSWORD] [--http-password=STRING]',
    'app.py:1432:error:message in line 5:10:a:b, localhost:5432:shop, src/a.ts:10:5:error:unexpected',
    'const url = `user=${user};password=${password}`; let a=b;password=read(); host=a, password=given',
    'toolu_01WiqYpfWep3hrJ7Sco4Gk9Z',
    'call_4vulXVtySLCaKC0WvJ2x9Q',
    'index 1a2b3c4d..5e6f7a8b 100644',
    'from django.utils.deprecation import RemovedInDjango50Warning',
    'https://example.com/a/long/path/to-some-page/2024/index.html?query=1',
    'node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter-typescript.wasm',
    'password: string;',
    'const token = await getToken();',
    'api_key = os.environ["API_KEY"]',
    'max_tokens=4096',
    'process.env.GITHUB_TOKEN',
    'token: ${{ secrets.GITHUB_TOKEN }}',
    'if (token.kind === "identifier") return tokenizer.next(token);',
    'Authorization: Bearer <your token>',
    'authorization = new AsciiString("Basic " + encoded)',
    'PASS: test_issue_10770, 12 skipped',
    "console.log(ok ? 'PASS' : 'FAIL')",
    'layer(mask_token="[MASK]", oov_token="[UNK]")',
    'docker run -u 1000:1000 image',
    'docker login -u bob --password-stdin registry.example.com',
    'redis-cli -p 6379 -a "$REDIS_PASSWORD" ping',
    'mysql -u root -p app < dump.sql',
    'TOKEN=$OTHER SECRET_KEY=settings.SECRET_KEY make',
    'override_settings(SECRET_KEY=original_key)',
    'The token is base64-encoded, the password was hashed.',
    'https://registry.npmjs.org:443/@scope/name',
    // What no detection finds: the documentation says so.
    'My password is correct horse battery staple.',
  ])('%s', async text => {
    expect(await redactor.redact(text)).toEqual({ value: text, hidden: 0 });
  });

  it('this project: of its source hardly anything', async () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(name =>
      name.endsWith('.ts'),
    );
    const texts = files.map(file => readFileSync(join('src', file), 'utf8'));
    const hidden: string[] = [];
    for (const text of texts)
      hidden.push(
        ...(await redactor.redact(text)).value.split('\n').filter(line => line.includes('[hidden: ')),
      );
    const own = texts.join('').split('[hidden: ').length - 1;
    const characters = texts.reduce((sum, text) => sum + text.length, 0);
    expect(characters).toBeGreaterThan(500_000);
    // A few words of code look like secrets; most lines must stay readable.
    expect(hidden.length - own, hidden.join('\n')).toBeLessThan(characters / 100_000);
  });
});

describe('values of .env files', () => {
  const values = environmentValues(
    'NODE_ENV=production\nPORT=3000\nPASSWORD=open sesame\nAPI_HOST=https://api.example.com/v1\nSALT="a\\"b c"\nEMPTY=\nPIN=12\nDEPLOY_TO=blue-whale-77\nTOKEN=true\nKEY=abcd\nPASS=abc\nSECRET=" padded "\n',
  );

  it('are those that may be secret', () => {
    expect([...values].sort()).toEqual(['a\\"b c', 'abcd', 'blue-whale-77', 'open sesame', 'padded']);
  });

  it.each([
    ['blank lines', '\n'],
    ['spaces', ' '],
  ])('are found behind a file full of %s', (_name, blank) => {
    expect(environmentValues(`${blank.repeat(200_000)}\nPASSWORD=open sesame\n`)).toEqual(['open sesame']);
  });

  it('are hidden wherever they occur', async () => {
    const { value, hidden } = await new Redactor(() => values).redact(
      'login with open sesame, NODE_ENV=production',
    );
    expect(value).toBe('login with [hidden: .env value], NODE_ENV=production');
    expect(hidden).toBe(1);
  });

  it('are hidden in JSON that is itself a text, where they are escaped', async () => {
    const value = 'open "the" \\ door';
    const redacted = await new Redactor(() => [value]).redact({ arguments: JSON.stringify({ text: value }) });
    expect(redacted).toEqual({ value: { arguments: '{"text":"[hidden: .env value]"}' }, hidden: 1 });
  });
});

describe('values of a window', () => {
  it('stay when a file no longer holds them, longest first', () => {
    const known = new EnvironmentValues();
    known.add('TOKEN=old-whale\n');
    known.add('TOKEN=newer-whale\n');
    expect(known.longestFirst).toEqual(['newer-whale', 'old-whale']);
  });

  it('are bounded: those that were read longest ago go first', () => {
    const known = new EnvironmentValues();
    known.add('TOKEN=kept-whale\nKEY=lost-whale\n');
    const file = (from: number) =>
      Array.from({ length: 2_500 }, (_, i) => `TOKEN_${i}=whale-${from + i}\n`).join('');
    known.add(file(0));
    known.add('TOKEN=kept-whale\n');
    known.add(file(2_500));
    expect(known.longestFirst).toHaveLength(5_000);
    expect(known.longestFirst).toContain('kept-whale');
    expect(known.longestFirst).not.toContain('lost-whale');
  });
});

describe('hostile text', () => {
  it.each([
    ['open keys', '-----BEGIN PRIVATE KEY-----\nAAAA\n'.repeat(6_000)],
    ['names without values', 'password_secret_token_'.repeat(9_000)],
    ['one long word', 'aA0'.repeat(70_000)],
    ['addresses', '://a:'.repeat(40_000)],
    ['quotes', '"\\"'.repeat(60_000)],
    ['a line of signs inside a word', `a${'='.repeat(198_000)}a`],
    ['web tokens', 'eyJaaaaaaaaa.'.repeat(15_000)],
  ])('is looked through to its end: %s', async (_name, text) => {
    const secret = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
    const { value, hidden } = await redactor.redact(`${text}\n${secret}\n`);
    expect(value).not.toContain(secret);
    expect(value.endsWith(']\n'), value.slice(-200)).toBe(true);
    expect(hidden).toBeGreaterThan(0);
  });

  it('is a row of words, however many', () => {
    expect(randomLooking('a-'.repeat(300_000))).toEqual([]);
  });
});
