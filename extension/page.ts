import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The views that have a page: each a script and a style sheet of this name. */
export type PageName = 'graph' | 'run';

/** Puts a view's page into a webview. Nothing but the extension's own files may load in it. */
export function openPage(
  webview: vscode.Webview,
  extension: vscode.Uri,
  name: PageName,
  title: string,
): void {
  const files = vscode.Uri.joinPath(extension, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [files] };
  webview.html = page(webview, files, name, title);
}

function page(webview: vscode.Webview, root: vscode.Uri, name: PageName, title: string): string {
  const nonce = randomBytes(16).toString('base64url');
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource} 'unsafe-inline'`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file(`${name}.css`)}">
<title>${title}</title>
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${file(`${name}.js`)}"></script>
</body>
</html>`;
}
