import * as vscode from 'vscode';

/**
 * The Node that runs flows: the setting `stepwell.node` where there is one, else the one VS Code itself runs on, so that nothing
 * has to be installed.
 */
export function nodeCommand(): { command: string; env: NodeJS.ProcessEnv } {
  const configured = vscode.workspace.getConfiguration('stepwell').get<string>('node', '');
  const env: NodeJS.ProcessEnv = { ...process.env };
  // What the extension host was started with is not meant for the user's code.
  for (const name of Object.keys(env)) if (name.startsWith('VSCODE_')) delete env[name];
  delete env.NODE_OPTIONS;
  if (configured !== '') {
    delete env.ELECTRON_RUN_AS_NODE;
    return { command: configured, env };
  }
  if (process.versions.electron !== undefined) env.ELECTRON_RUN_AS_NODE = '1';
  return { command: process.execPath, env };
}
