/** The built view on a page of its own, with the webview's policy and a host that a test plays. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build } from 'esbuild';
import type { GraphEdit } from '../../runtime/model/edit.js';
import { chromiumFlags, findChromium } from '../../scripts/toolchain/chromium.mjs';
import type { EditReply, HostMessage, ViewMessage, ViewSnapshot } from '../../webview/graph/protocol.js';
import { type Theme, themeStyle, themes } from './themes.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The view's files by their path on the server. */
export type BuiltView = ReadonlyMap<string, string>;

/** Bundles the views as the product's build does, in memory. */
export async function buildView(projectRoot = root): Promise<BuiltView> {
  const { outputFiles } = await build({
    entryPoints: {
      graph: join(projectRoot, 'webview/graph/main.tsx'),
      run: join(projectRoot, 'webview/run/main.tsx'),
    },
    outdir: '/',
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'chrome128',
    minify: true,
    jsx: 'automatic',
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(file => [`/${basename(file.path)}`, file.text]));
}

export interface PageServer {
  readonly address: string;
  close(): void;
}

/** Serves the page and the bundle, on this machine only. */
export async function serveView(files: BuiltView): Promise<PageServer> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const text = files.get(pathname);
    if (text !== undefined) {
      const type = pathname.endsWith('.css') ? 'text/css' : 'text/javascript';
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(text);
    } else if (pathname === '/') {
      const theme = themes[searchParams.get('theme') as keyof typeof themes] ?? themes.darkModern;
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(pageText(theme, searchParams.get('view') ?? 'graph'));
    } else if (pathname === '/favicon.ico') response.writeHead(204).end();
    else response.writeHead(404).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** What VS Code itself writes into every webview, as far as it bears on ours. */
const stylesOfVsCode = `
  body { background-color: transparent; color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size); margin: 0; padding: 0 20px; }
  img, video { max-width: 100%; }
  code { color: var(--vscode-textPreformat-foreground); background-color: var(--vscode-textPreformat-background);
    padding: 1px 3px; border-radius: 4px; }
  pre code { padding: 0; }
  kbd { border: 1px solid; border-radius: 3px; box-shadow: inset 0 -1px 0 var(--vscode-widget-shadow);
    vertical-align: middle; padding: 1px 3px; }
`;

function pageText(theme: Theme, view: string): string {
  const nonce = 'b9a3c7d1';
  const policy = [
    "default-src 'none'",
    "style-src 'self' 'unsafe-inline'",
    `script-src 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
  ].join('; ');
  return `<!doctype html>
<html lang="en" style="${themeStyle(theme)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style>${stylesOfVsCode}</style>
<link rel="stylesheet" href="/${view}.css">
<title>Stepwell</title>
</head>
<body class="${theme.kind}">
<div id="root"></div>
<script nonce="${nonce}">
  window.sent = [];
  window.acquireVsCodeApi = () => ({
    postMessage: message => window.sent.push(structuredClone(message)),
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: state => sessionStorage.setItem('state', JSON.stringify(state)),
  });
</script>
<script nonce="${nonce}" src="/${view}.js"></script>
</body>
</html>`;
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: chromiumFlags,
  });
}

declare global {
  interface Window {
    sent: ViewMessage[];
  }
}

/** The host's side of the conversation. */
export class ScriptedHost {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async post(message: HostMessage): Promise<void> {
    await this.page.evaluate(data => window.postMessage(data, '*'), message);
  }

  async show(snapshot: ViewSnapshot): Promise<void> {
    await this.post({ type: 'snapshot', snapshot });
  }

  async sent<T extends ViewMessage['type']>(type: T): Promise<Extract<ViewMessage, { type: T }>[]> {
    const all = await this.page.evaluate(() => window.sent);
    return all.filter((message): message is Extract<ViewMessage, { type: T }> => message.type === type);
  }

  async reply(id: number, reply: EditReply): Promise<void> {
    await this.post({ type: 'reply', id, reply });
  }

  /** Waits for the view's next edit after the `known` ones. */
  async edit(known = 0): Promise<{ id: number; version: number; edit: GraphEdit }> {
    await this.page.waitForFunction(
      many => window.sent.filter(message => message.type === 'edit').length > many,
      known,
    );
    const edits = await this.sent('edit');
    const last = edits[known];
    if (!last) throw new Error('The view has sent no edit.');
    return last;
  }
}

export interface PageOptions {
  readonly view?: 'graph' | 'run';
  readonly theme?: keyof typeof themes;
  readonly width?: number;
  readonly height?: number;
  readonly calm?: boolean;
  /** The system's own colours in place of the theme's. */
  readonly forced?: boolean;
  /** Is done with the page before it is loaded. */
  readonly before?: (page: Page) => Promise<unknown>;
}

/** A new page on which the view has said that it is ready. */
export async function openPage(browser: Browser, server: PageServer, options: PageOptions = {}) {
  const {
    view = 'graph',
    theme = 'darkModern',
    width = 900,
    height = 760,
    calm = true,
    forced = false,
    before,
  } = options;
  const page = await browser.newPage({
    viewport: { width, height },
    forcedColors: forced ? 'active' : 'none',
    reducedMotion: calm ? 'reduce' : 'no-preference',
  });
  const trouble: string[] = [];
  page.on('pageerror', error => trouble.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') trouble.push(message.text());
  });
  await before?.(page);
  await page.goto(`${server.address}/?view=${view}&theme=${theme}`);
  await page.waitForFunction(() => window.sent.some(message => message.type === 'ready'));
  return { page, host: new ScriptedHost(page), trouble };
}
