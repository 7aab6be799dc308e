import { describe, expect, it } from 'vitest';
import { shellKind, splitShell } from '../../../../src/core/trajectory/shellCommand';
import { exitCodeIn, readCall } from '../../../../src/core/trajectory/toolCall';

describe('the kind of a command line', () => {
  it.each([
    ['cd /x && python -m pytest tests -q 2>&1 | tail -5', 'test'],
    ['bash -lc "npm test -- --watch=false"', 'test'],
    ['NODE_ENV=test npx cross-env A=1 mocha lib', 'test'],
    ['./gradlew :core:test --tests Foo', 'test'],
    ['python tests/runtests.py queries', 'test'],
    ['cargo test && git commit -am done', 'test'],
    ['python test_fix.py', 'test'],
    ["cat > test_fix.py <<'EOF'\nassert 1\nEOF\npython test_fix.py", 'edit'],
    ["sed -i 's/a/b/' f.py && pytest -q", 'test'],
    ["sed -n '1,40p' f.py", 'view'],
    ['cat f.py | grep def', 'view'],
    ['cd /x; grep -rn "pytest" . | head', 'search'],
    ['find . -name "*.py" -exec wc -l {} +', 'search'],
    ['git log --oneline -5', 'search'],
    ['git --no-pager diff HEAD~1', 'view'],
    ['git apply fix.patch', 'edit'],
    ['git diff > patch.txt', 'view'],
    ['echo "x = 1" >> settings.py', 'edit'],
    ['python -c "print(1)"', 'run'],
    ["python - <<'E'\nopen('a.py', 'w').write('x')\nE", 'edit'],
    ['python reproduce.py', 'run'],
    ['pip install -e .', 'run'],
    ['npm run build', 'run'],
    ['echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT && cat patch.txt', 'submit'],
    ['', 'run'],
  ])('%s is %s', (line, kind) => {
    expect(shellKind(line)).toBe(kind);
  });

  it('is found in one pass, whatever the quotes and brackets', () => {
    for (const hostile of [
      '"'.repeat(50_000),
      "'\\".repeat(50_000),
      '<<A\n'.repeat(10_000),
      '(|&;>'.repeat(20_000),
    ])
      expect(shellKind(hostile)).toBe('run');
  });

  it('tells words, files written to and here-documents', () => {
    expect(splitShell('cat <<"E" > "a b.txt" 2>/dev/null\n$x\nE\nls | wc >>log')).toEqual([
      { words: ['cat'], writesTo: ['a b.txt'], appendsTo: [], hereDocument: '$x\n', expands: false },
      { words: ['ls'], writesTo: [], appendsTo: [], hereDocument: '', expands: false },
      { words: ['wc'], writesTo: [], appendsTo: ['log'], hereDocument: '', expands: false },
    ]);
  });
});

describe('the kind of a tool call', () => {
  it.each([
    ['Read', { file_path: 'a' }, 'view'],
    ['Grep', { pattern: 'a' }, 'search'],
    ['MultiEdit', { file_path: 'a', edits: [] }, 'edit'],
    ['search_replace', { file_path: 'a' }, 'edit'],
    ['TodoWrite', { todos: [] }, 'think'],
    ['str_replace_editor', { command: 'view', path: 'a' }, 'view'],
    ['str_replace_based_edit_tool', { command: 'create', path: 'a' }, 'edit'],
    ['Bash', { command: 'pytest' }, 'test'],
    ['bash_command', { keystrokes: 'python -m pytest\n', duration: 30 }, 'test'],
    ['shell', { command: ['bash', '-lc', 'ls'] }, 'search'],
    ['runTests', { files: ['a'] }, 'test'],
    ['attempt_completion', { result: '' }, 'submit'],
    ['ask_followup_question', { question: '' }, 'message'],
    ['mcp__github__search_issues', { q: '' }, 'search'],
    ['Task', { prompt: 'x' }, 'other'],
  ])('%s %j is %s', (name, args, kind) => {
    expect(readCall(name, args).kind).toBe(kind);
  });

  it('comes with what was done in one text', () => {
    expect(readCall('Bash', { command: 'ls -la', description: 'List' }).command).toBe('ls -la');
    expect(readCall('Read', { file_path: 'a', offset: 3 }).command).toBe('Read\nfile_path: a\noffset: 3');
  });
});

it.each([
  ['<returncode>2</returncode>\n<output>x</output>', 2],
  ['ok\n[Command finished with exit code 0]', 0],
  ['Process exited with code 137\nOutput:', 137],
  ['all is well', null],
  [`${'x'.repeat(5_000)} exit code: 3 ${'x'.repeat(5_000)}`, null],
])('the exit code stated in %j', (output, code) => {
  expect(exitCodeIn(output)).toBe(code);
});
