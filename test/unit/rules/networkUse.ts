import ts from 'typescript';

/** Modules through which a Node program can reach another machine. */
const NETWORK_MODULES: ReadonlySet<string> = new Set(
  [
    'net',
    'tls',
    'http',
    'https',
    'http2',
    'dgram',
    'dns',
    'dns/promises',
    'inspector',
    'undici',
    'ws',
  ].flatMap(name => [name, `node:${name}`]),
);

/** Global names through which a browser page or Node can. */
const NETWORK_GLOBALS: ReadonlySet<string> = new Set([
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'WebTransport',
  'EventSource',
  'RTCPeerConnection',
  'importScripts',
]);

const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(['globalThis', 'window', 'self', 'global']);

/**
 * Every way to the network that a built script holds, as `line: what`. Reads the syntax tree, so that a method called
 * `fetch`, a word in a comment or a string is not taken for one; a string is one where it names a module or a global.
 */
export function networkUses(script: string): readonly string[] {
  const file = ts.createSourceFile('bundle.js', script, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const uses: string[] = [];
  const visit = (node: ts.Node): void => {
    const what = networkUse(node);
    if (what !== null)
      uses.push(`${String(file.getLineAndCharacterOfPosition(node.getStart()).line + 1)}: ${what}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return uses;
}

function networkUse(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node) && NETWORK_MODULES.has(node.text) && isModuleName(node)) {
    return `module ${node.text}`;
  }
  if (ts.isIdentifier(node) && NETWORK_GLOBALS.has(node.text) && isReference(node)) return node.text;
  if (ts.isIdentifier(node) && node.text === 'sendBeacon') return node.text;
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    const name = node.argumentExpression.text;
    if (name === 'sendBeacon' || (isGlobalObject(node.expression) && NETWORK_GLOBALS.has(name))) return name;
  }
  return null;
}

/** `require('x')`, `__require('x')`, `process.getBuiltinModule('x')`, `import('x')`, `import … from 'x'`. */
function isModuleName({ parent }: ts.StringLiteralLike): boolean {
  return ts.isCallExpression(parent) || ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent);
}

function isGlobalObject(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && GLOBAL_OBJECTS.has(node.text);
}

/** Whether a name stands for the global of that name: not a property of something else, not declared by the script. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return isGlobalObject(parent.expression);
  const isOwnName =
    (ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isPropertyAssignment(parent) ||
      ts.isGetAccessor(parent) ||
      ts.isSetAccessor(parent)) &&
    parent.name === node;
  return !isOwnName;
}
