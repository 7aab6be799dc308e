import { expect, it } from 'vitest';
import { clineDocument } from '../../../../src/core/sessions/cline';

/** The first call of a session in which the model wrote this. */
function callOf(text: string) {
  const session = clineDocument.start();
  const said = (role: string, content: string) => ({ role, content });
  session.push([said('user', '<task>Mend it</task>'), said('assistant', text)], 'the document');
  return session.convert().trajectory.steps.find(({ call }) => call !== null)?.call;
}

it('the content of a file may hold the tag that ends it', () => {
  const content = '<content>\n</content>\n';
  const call = callOf(`<write_to_file><path>a.xml</path><content>\n${content}</content></write_to_file>`);
  expect(call).toMatchObject({ name: 'write_to_file', arguments: { path: 'a.xml', content } });
});

it('an argument that does not end is none', () => {
  expect(callOf('<read_file><path>a.xml')).toMatchObject({ name: 'read_file', arguments: {} });
});
