import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import {
  AGENT_TOOLS,
  rankPatchesOutput,
  reviewChangeOutput,
  scorePatchOutput,
} from '../../../src/core/protocol/agentTools';
import { version } from '../../../package.json';
import { buildWorker } from '../worker/buildWorker';

/** The MCP server as a process, talked to by the protocol's official client, with the real scorer on a small graph. */

// Each call may start a scorer, maybe on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const SOURCE = Array.from({ length: 40 }, (_, i) => `def f${i}():\n    return ${i}\n`).join('\n');
const FIXED = SOURCE.replace('return 3\n', 'return 33\n').replace('return 30\n', 'return 31\n');

let folder = '';
let outside = '';
let client: Client;
let server = '';

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'pipe', encoding: 'utf8' });
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

async function connect(repo: string, told: (text: string) => void = () => undefined): Promise<Client> {
  const connected = new Client({ name: 'test', version: '0' });
  const model = path.resolve('test/fixtures/model-tiny');
  const args = [server, '--repo', repo, '--model', model, '--threads', '1'];
  const transport = new StdioClientTransport({ command: process.execPath, args, stderr: 'pipe' });
  transport.stderr?.on('data', (chunk: Buffer) => told(chunk.toString('utf8')));
  await connected.connect(transport);
  return connected;
}

beforeAll(async () => {
  const worker = await buildWorker('mcp/dist/worker');
  server = path.join(path.dirname(worker), 'mcp.js');
  await build({
    entryPoints: ['src/mcp/main.ts'],
    outfile: server,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });

  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'swe-rm-mcp-')));
  outside = mkdtempSync(path.join(tmpdir(), 'swe-rm-outside-'));
  writeFileSync(path.join(outside, 'secret.patch'), '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n');
  git('init', '-q', '-b', 'main');
  write('numbers.py', SOURCE);
  write('other.py', 'a = 1\n');
  git('add', '.');
  git('commit', '-q', '-m', 'Numbers');
  git('checkout', '-q', '-b', 'fix');
  write('numbers.py', FIXED);
  write('other.py', 'a = 2\n');
  git('commit', '-q', '-a', '-m', 'Fix');
  git('update-ref', 'refs/pull/7/head', 'HEAD');
  git('checkout', '-q', '-b', 'large', 'main');
  write('numbers.py', 'x = 1\n'.repeat(400_000));
  git('commit', '-q', '-a', '-m', 'Large');
  git('checkout', '-q', 'main');
  write('TASK.md', '# f3 should return 33\n\nIt returns 3.\n');
  write('fix.patch', git('diff', 'main', 'fix'));
  symlinkSync(path.join(outside, 'secret.patch'), path.join(folder, 'link.patch'));
  client = await connect(folder);
});
afterAll(async () => {
  await client.close();
  rmSync(folder, { recursive: true });
  rmSync(outside, { recursive: true });
});

const call = (name: string, input: Record<string, unknown>) => client.callTool({ name, arguments: input });

/** The sentence of an answer that is an error. */
async function problem(name: string, input: Record<string, unknown>): Promise<string> {
  const result = await call(name, input);
  expect(result.isError).toBe(true);
  expect(result.structuredContent).toBeUndefined();
  const [first] = result.content;
  return first?.type === 'text' ? first.text : '';
}

describe('the MCP server', () => {
  it('says who it is and offers three tools that read, with the shape of their answers', async () => {
    expect(client.getServerVersion()).toMatchObject({ name: 'swe-rm', version });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(Object.keys(AGENT_TOOLS).sort());
    for (const tool of tools) {
      expect(tool.annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
      expect(tool.outputSchema).toMatchObject({ type: 'object' });
      expect(tool.inputSchema.properties).toHaveProperty('task');
    }
  });

  it('scores a patch that is given as text or as a file of the repository', async () => {
    const given = await call('score_patch', { patch: git('diff', 'main', 'fix') });
    const score = scorePatchOutput.parse(given.structuredContent);
    expect(score.places.map(({ path: file, line }) => [file, line]).sort()).toEqual([
      ['numbers.py', 11],
      ['numbers.py', 92],
      ['other.py', 1],
    ]);
    expect(score.places.every(({ influence }) => influence !== null)).toBe(true);
    expect(score.reading).toContain('f3 should return 33');
    const named = await call('score_patch', { patch_file: 'fix.patch' });
    expect(scorePatchOutput.parse(named.structuredContent).score).toBe(score.score);
    const [text] = given.content;
    expect(text?.type === 'text' && JSON.parse(text.text)).toEqual(given.structuredContent);
  });

  it('gives evidence by the names of its numbers, which the schema describes, and the average beside the score', async () => {
    const result = await call('score_patch', { patch_file: 'fix.patch' });
    const { evidence, produced_by: by, reading } = scorePatchOutput.parse(result.structuredContent);
    expect(evidence).toMatchObject({ patch: { sourceFiles: 2, addedLines: 3 }, static: { knownFiles: 1 } });
    expect(Object.values({ ...evidence.patch, ...evidence.static })).not.toContain(0);
    expect(reading).toContain(`average patch: ${Math.round(by.resolved_share * 100)}\u00a0%`);
    const { tools } = await client.listTools();
    const numbers = z.object({ properties: z.record(z.string(), z.object({ description: z.string() })) });
    const shape = z.object({
      properties: z.object({
        evidence: z.object({ properties: z.object({ patch: numbers, static: numbers }) }),
      }),
    });
    const schema = tools.find(({ name }) => name === 'score_patch')?.outputSchema;
    const { properties } = shape.parse(schema).properties.evidence;
    expect(properties.patch.properties).toHaveProperty('addedBranches.description', 'conditions added');
    expect(properties.static.properties).toHaveProperty(
      'brokenFiles.description',
      'files that no longer parse',
    );
  });

  it('repeats no more of a long task than a sentence bears', async () => {
    const { content } = await call('score_patch', { patch_file: 'fix.patch', task: 'larger '.repeat(1_000) });
    expect(JSON.stringify(content).length).toBeLessThan(3_000);
    expect(JSON.stringify(content)).toMatch(/larger l?a?r?g?e?r?…/);
  });

  it('scores the working tree when no patch is given, without the file that holds the task', async () => {
    expect(await problem('score_patch', { base: 'nowhere' })).toBe(
      'unknownRevision: There is no commit "nowhere"; name another base.',
    );
    const result = scorePatchOutput.parse((await call('score_patch', {})).structuredContent);
    expect(result.places.map(place => place.path)).not.toContain('TASK.md');
  });

  it('takes the task file of a folder below the root of the repository', async () => {
    write('sub/TASK.md', '# f5 should return 55\n');
    const below = await connect(path.join(folder, 'sub'));
    const result = await below.callTool({ name: 'score_patch', arguments: {} });
    await below.close();
    rmSync(path.join(folder, 'sub'), { recursive: true });
    const score = scorePatchOutput.parse(result.structuredContent);
    expect(score.reading).toContain('f5 should return 55');
    expect(score.places.map(place => place.path)).not.toContain('sub/TASK.md');
  });

  it('ranks candidates of every kind; the same change shares a place', async () => {
    const result = await call('rank_patches', {
      task: 'f3 should return 33',
      base: 'main',
      patches: [
        { name: 'text', patch: '--- a/other.py\n+++ b/other.py\n@@ -1 +1 @@\n-a = 1\n+a = 3\n' },
        { name: 'file', patch_file: 'fix.patch' },
        { name: 'branch', branch: 'fix' },
      ],
    });
    const ranking = rankPatchesOutput.parse(result.structuredContent);
    expect(ranking.groups.map(({ names }) => [...names].sort().join()).sort()).toEqual([
      'branch,file',
      'text',
    ]);
    expect(ranking.produced_by.regime).toBe('set');
  });

  it('gives no score to what does not apply to its base, and says so', async () => {
    const unfit = '--- a/other.py\n+++ b/other.py\n@@ -1 +1 @@\n-a = 7\n+a = 3\n';
    expect(await problem('score_patch', { patch: unfit })).toMatch(
      /^notScored: The change does not apply to its base \(other\.py has different lines where the change belongs\)/,
    );
    const patches = [
      { name: 'unfit', patch: unfit },
      { name: 'file', patch_file: 'fix.patch' },
    ];
    const result = await call('rank_patches', { task: 'f3 should return 33', base: 'main', patches });
    const { groups } = rankPatchesOutput.parse(result.structuredContent);
    expect(groups).toMatchObject([
      { names: ['file'], not_scored: null },
      { names: ['unfit'], score: null, not_scored: expect.stringContaining('does not apply') as string },
    ]);
  });

  it.each([
    ['a branch', 'fix', 'fix, since main'],
    ['the head of a pull request', 'refs/pull/7/head', 'pull request 7, since main'],
    ['a range', 'main..fix', 'fix, since main'],
    ['a commit', 'fix~0', /^commit [0-9a-f]{10}$/],
  ])('reviews %s', async (_, range, label) => {
    const result = await call('review_change', { range, max_places: 2 });
    const review = reviewChangeOutput.parse(result.structuredContent);
    expect(review.change.label).toMatch(label);
    expect(review.change.files).toBe(2);
    expect(review.places).toHaveLength(2);
    expect(review.places.every(({ influence }) => influence !== null)).toBe(true);
    expect(review.files.map(file => file.path).sort()).toEqual(['numbers.py', 'other.py']);
    expect(review.files.every(({ influence }) => influence !== null)).toBe(true);
  });

  it('answers what it cannot do with a code and what to do next', async () => {
    expect(await problem('review_change', { range: 'gone' })).toMatch(
      /^unknownRevision: There is no commit "gone"/,
    );
    expect(await problem('review_change', { range: '--output=x' })).toMatch(/^unknownRevision: /);
    expect(await problem('review_change', { range: 'main..main' })).toMatch(/^noChange: /);
    expect(await problem('review_change', { range: 'large' })).toMatch(
      /^notScored: The change of large, since main is too large to read/,
    );
    expect(await problem('score_patch', { patch: 'I would change it.' })).toMatch(
      /^notScored: The text is not a unified diff/,
    );
    expect(await problem('score_patch', { patch: '--- a/../x\n+++ b/../x\n@@ -1 +1 @@\n-a\n+b\n' })).toMatch(
      /^notScored: The change names a path that is never followed/,
    );
    expect(await problem('score_patch', { task: ' ', patch_file: 'fix.patch' })).toMatch(/^noTask: /);
    expect(await problem('score_patch', { patch_file: '' })).toMatch(/^unreadable: An empty path /);
    const none = ['', 'I would', 'change it.'].map((patch, n) => ({ name: 'abc'.charAt(n), patch }));
    expect(await problem('rank_patches', { patches: none })).toMatch(
      /^notScored: .*a: The change is empty; .* b, c: The text is not a unified diff; [^:]*$|^notScored: b, c: The text is not .*a: The change is empty; [^:]*$/,
    );
    const twice = { name: 'a', patch_file: 'fix.patch' };
    expect(await problem('rank_patches', { patches: [twice, twice] })).toMatch(/^invalidInput: .*same name/);
    expect(await problem('rank_patches', { patches: [twice, { name: 'b' }] })).toMatch(
      /^invalidInput: Give "b" exactly one/,
    );
  });

  it.each([
    '../secret.patch',
    '/etc/passwd',
    'link.patch',
    '.git/config',
    '.GIT/config',
    'sub/../.git/HEAD',
    'a\0b',
  ])('does not read %j, which is outside the repository', async file => {
    expect(await problem('score_patch', { patch_file: file })).toMatch(
      /^unreadable: .* is outside the repository/,
    );
  });

  it('says what to do about a patch that is too long, however long it is', async () => {
    const patch = `${git('diff', 'main', 'fix')}+${'x'.repeat(5_000_000)}\n`;
    expect(await problem('score_patch', { patch })).toMatch(
      /^notScored: The change is too large to read.*; split it/,
    );
  });

  it('names the inputs that there are to an agent that guessed one wrong', async () => {
    expect(await problem('score_patch', { diff: 'x', text: 'y' })).toContain(
      'There is no input "diff" or "text"; there are task, patch, patch_file and base.',
    );
    expect(await problem('rank_patches', { patches: ['x', { name: 'b', diff: 'y' }] })).toMatch(
      /Give an object with name, patch, patch_file and branch\..*There is no input "diff"; there are name,/,
    );
    expect(await problem('rank_patches', { patches: [{ name: 'a', patch: 'x' }] })).toContain(
      'Give two candidates or more; score_patch judges a single one.',
    );
    for (const range of [undefined, '', ' '])
      expect(await problem('review_change', { range })).toContain('Say what to review: a branch,');
  });

  it('says how to name the base to an agent whose patch was made from another commit', async () => {
    const back = git('diff', 'fix', 'main');
    expect(await problem('score_patch', { patch: back })).toMatch(
      /^notScored: The change does not apply to its base \(.*\); make the diff again from that base, or name in "base" the commit that it was made from\.$/,
    );
    expect((await call('score_patch', { patch: back, base: 'fix' })).isError).not.toBe(true);
  });

  it('answers many calls at once without a complaint', async () => {
    const complaints: string[] = [];
    const busy = await connect(folder, text => complaints.push(text));
    const calls = Array.from({ length: 12 }, (_, n) =>
      busy.callTool({ name: 'score_patch', arguments: { task: `Task ${n}`, patch_file: 'fix.patch' } }),
    );
    for (const answer of await Promise.all(calls)) expect(answer.isError).not.toBe(true);
    await busy.close();
    expect(complaints.join('')).not.toContain('Warning');
  });

  it('refuses input of another shape and lives on', async () => {
    await expect(call('rank_patches', { patches: 'all' })).resolves.toMatchObject({ isError: true });
    // Taken for no input at all, it would have the working tree scored instead.
    expect(await problem('score_patch', { diff: git('diff', 'main', 'fix') })).toMatch(/diff/);
    const named = [1, 2].map(n => ({ name: `${n}`, patch_file: 'fix.patch', diff: '' }));
    expect(await problem('rank_patches', { patches: named })).toMatch(/diff/);
    expect((await client.listTools()).tools).toHaveLength(3);
  });

  it('stops when the call is cancelled, and answers the next one', async () => {
    const controller = new AbortController();
    const cancelled = client.callTool(
      { name: 'review_change', arguments: { range: 'fix', task: 'Another task' } },
      {
        signal: controller.signal,
      },
    );
    controller.abort();
    await expect(cancelled).rejects.toThrow();
    expect((await call('score_patch', { patch_file: 'fix.patch' })).isError).not.toBe(true);
  });

  it('tells a client that asks for it how far a call is, and answers with what a model can read', async () => {
    const told: (readonly [number, number | undefined])[] = [];
    const { content } = await client.callTool(
      { name: 'review_change', arguments: { range: 'fix', task: 'How far', max_places: 1 } },
      { onprogress: ({ progress, total }) => void told.push([progress, total]) },
    );
    // The whole, and the hunk and the file that are listed. The client drops what comes in one piece with the answer.
    expect(told.length).toBeGreaterThan(0);
    expect(told).toEqual([1, 2, 3].slice(0, told.length).map(done => [done, 3]));
    const [text] = content;
    const answer = text?.type === 'text' ? text.text : '';
    expect(reviewChangeOutput.parse(JSON.parse(answer)).files).toHaveLength(1);
    expect(answer).not.toMatch(/\n|\.\d{5}/);
  });

  it('answers a line that is no JSON as JSON-RPC wants it, and the next one too', async () => {
    const child = spawn(process.execPath, [server, '--repo', folder]);
    let answers = '';
    child.stdout.on('data', (chunk: Buffer) => (answers += chunk.toString('utf8')));
    child.stdin.write('{"jsonrpc": "2.0", "id": 1, "meth\n\n{"jsonrpc": "2.0", "id": 2, "method": "ping"}\n');
    await expect.poll(() => answers.split('\n').length, { timeout: 60_000 }).toBe(3);
    child.kill();
    const read = answers
      .split('\n')
      .slice(0, 2)
      .map(line => JSON.parse(line) as unknown);
    expect(read).toContainEqual({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32700, message: expect.stringContaining('Parse error') as string },
    });
    expect(read).toContainEqual({ jsonrpc: '2.0', id: 2, result: {} });
  });

  it('ends when it can hear no more: the client is gone, or sent more than is read', async () => {
    const model = path.resolve('test/fixtures/model-tiny');
    for (const last of ['', 'x'.repeat(11 * 2 ** 20)]) {
      const child = spawn(process.execPath, [server, '--repo', folder, '--model', model]);
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.stdin.on('error', () => undefined);
      if (last === '') child.stdin.end();
      else child.stdin.write(last);
      expect(await ended).toBe(0);
    }
  });

  it('says in a folder without a repository that there is none, at once and with every call', async () => {
    let told = '';
    const other = await connect(outside, text => (told += text));
    await expect.poll(() => told).toMatch(/^\S+ is not in a git repository; .*\n$/);
    const result = await other.callTool({ name: 'review_change', arguments: { range: 'main', task: 'x' } });
    await other.close();
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/^noRepository: /) }],
    });
  });
});
