import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretLintRuleContext } from '@secretlint/types';
import type { SecretSpan } from '../../core/redaction/secretSpan';

/**
 * What secretlint's recommended rules find: keys of known services by their published shapes.
 *
 * The rules are called directly. secretlint's own runner keeps a performance entry of every call for as long as the process
 * lives, and obeys comments in the text that switch rules off; a text that we record must not be able to.
 */
export async function findByRules(text: string): Promise<readonly SecretSpan[]> {
  const spans: SecretSpan[] = [];
  for (const rule of rules) {
    const kind = rule.meta.id.replace(/^.*secretlint-rule-/, '');
    const context: SecretLintRuleContext = {
      sharedOptions: {},
      createTranslator: () => messageId => ({ message: '', messageId: String(messageId), data: undefined }),
      report: ({ range: [start, end] }) => void spans.push({ start, end, kind }),
      ignore: () => undefined,
    };
    // Rules read the content alone; a path would make some of them open the file.
    await rule.create(context, {}).file?.(sourceOf(text));
  }
  return spans;
}

type Source = Parameters<NonNullable<ReturnType<(typeof rules)[number]['create']>['file']>>[0];

function sourceOf(content: string): Source {
  const nowhere = { line: 1, column: 0 };
  return {
    content,
    hasBOM: false,
    filePath: undefined,
    physicalFilePath: undefined,
    contentType: 'text',
    ext: '',
    getFilePath: () => undefined,
    getPhysicalFilePath: () => undefined,
    locationToRange: () => [0, 0],
    rangeToLocation: () => ({ start: nowhere, end: nowhere }),
    positionToIndex: () => 0,
    indexToPosition: () => nowhere,
  };
}
