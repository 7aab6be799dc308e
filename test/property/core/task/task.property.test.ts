import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskFromText } from '../../../../src/core/task/task';

const line = fc.oneof(
  fc.string(),
  fc.constantFrom('', ' ', '#', '## ', '# Mend it', '\uFEFF# Mend it', '\tcode'),
);
const text = fc
  .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\r\n'))
  .map(([lines, end]) => lines.join(end));

describe('a task from text', () => {
  it('has a title of one line that says something, or there is none', () => {
    fc.assert(
      fc.property(text, written => {
        const task = taskFromText(written, 'typed');
        if (task === null) {
          expect(written).toMatch(/^[#\s\uFEFF]*$/);
          return;
        }
        expect(task.title).toMatch(/^[^#\s].*$/s);
        expect(task.title).not.toMatch(/\n|\s$/);
        expect(written).toContain(task.title);
        expect(task.body).toBe(task.body.trim());
        expect(task.body).not.toContain('\r\n');
      }),
    );
  });

  it.each([
    ['# Mend it\n\nNow.\n', 'Mend it', 'Now.'],
    ['\uFEFF# Mend it\r\nNow.\r\n', 'Mend it', 'Now.'],
    ['\n#\n\n## Mend #3\n', 'Mend #3', ''],
    ['Mend it', 'Mend it', ''],
  ])('%j', (written, title, body) => {
    expect(taskFromText(written, 'typed')).toEqual({ title, body, source: 'typed' });
  });
});
