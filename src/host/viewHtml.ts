import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * The page of a view: one script that carries the nonce, one style sheet, and nothing from anywhere else.
 *
 * @param name names the script, the style sheet and the element that the script draws into
 */
export function viewHtml(
  webview: vscode.Webview,
  extension: vscode.Uri,
  name: 'panel' | 'timeline',
  title: string,
): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', `${name}.js`));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(extension, 'media', `${name}.css`));
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${style.toString()}">
</head>
<body>
<main id="${name}"></main>
<script nonce="${nonce}" src="${script.toString()}"></script>
</body>
</html>
`;
}
