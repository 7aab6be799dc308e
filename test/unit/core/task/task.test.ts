import { describe, expect, it } from 'vitest';
import { taskFromText } from '../../../../src/core/task/task';

describe('a task from text', () => {
  it('has the first line with words as its title, without the marks of a heading, and the rest as its body', () => {
    expect(
      taskFromText('\r\n## Totals are wrong \r\n\r\nA cart of three\r\nsays one.\r\n', 'TASK.md'),
    ).toEqual({
      title: 'Totals are wrong',
      body: 'A cart of three\nsays one.',
      source: 'TASK.md',
    });
  });

  it.each(['', ' \n\t\n', '# ', '#\n\n', '\n## \n'])('is none where %j holds no word', text => {
    expect(taskFromText(text, 'TASK.md')).toBeNull();
  });
});
