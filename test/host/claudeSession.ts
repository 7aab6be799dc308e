import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A session as Claude Code writes it, line by line, where it would write it. */
export class ClaudeSession {
  readonly file: string;
  private lines = 0;

  constructor(
    home: string,
    private readonly cwd: string,
  ) {
    const name = cwd.replace(/[^A-Za-z0-9]/g, '-');
    this.file = join(home, '.claude', 'projects', name, '3c0f4b62-0d7e-4c58-9a53-6a3f6f1f0001.jsonl');
    mkdirSync(dirname(this.file), { recursive: true });
  }

  prompt(text: string): void {
    this.append('user', [{ type: 'text', text }]);
  }

  call(id: string, name: string, input: Readonly<Record<string, unknown>>): void {
    this.append('assistant', [{ type: 'tool_use', id, name, input }]);
  }

  result(id: string, content: string, isError = false): void {
    this.append('user', [{ tool_use_id: id, type: 'tool_result', content, is_error: isError }]);
  }

  private append(type: 'user' | 'assistant', content: readonly unknown[]): void {
    this.lines += 1;
    const line = {
      parentUuid: null,
      isSidechain: false,
      userType: 'external',
      cwd: this.cwd,
      sessionId: '3c0f4b62-0d7e-4c58-9a53-6a3f6f1f0001',
      version: '2.1.40',
      gitBranch: 'main',
      uuid: `u${this.lines}`,
      timestamp: new Date().toISOString(),
      type,
      message: { role: type, ...(type === 'assistant' ? { model: 'claude-sonnet-4-5' } : {}), content },
    };
    appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }
}
