import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The panel's page: one script that carries the nonce, one style sheet, and nothing from anywhere else. */
export function panelHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'panel.js'));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(extension, 'media', 'panel.css'));
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
<title>SWE-RM: Patch Confidence</title>
<link rel="stylesheet" href="${style.toString()}">
</head>
<body>
<main id="panel"></main>
<script nonce="${nonce}" src="${script.toString()}"></script>
</body>
</html>
`;
}
