import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { extension, inside } from './workspace.js';

interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly {
      command: string;
      title: string;
      category?: string;
      enablement?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly { command: string; when?: string }[]>>;
    readonly keybindings: readonly { command: string }[];
    readonly views: Readonly<Record<string, readonly { id: string; icon?: string }[]>>;
    readonly viewsWelcome: readonly { view: string; contents: string }[];
    readonly viewsContainers: Readonly<Record<string, readonly { id: string; icon: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, { default: unknown }>> };
    readonly configurationDefaults: Readonly<Record<string, unknown>>;
  };
}

/** `package.json` and the code say the same, in both directions. */
suite('The manifest', () => {
  const manifest: Manifest = extension().packageJSON;
  const { contributes } = manifest;
  const contributed = new Set(contributes.commands.map(({ command }) => command));

  suiteSetup(inside);

  test('contributes exactly the commands that the code registers', async () => {
    const views = Object.values(contributes.views).flatMap(list => list.map(view => view.id));
    const registered = (await vscode.commands.getCommands(true)).filter(
      name =>
        name.startsWith('stepwell.') &&
        // VS Code makes commands of its own for each view.
        !views.some(view => name.startsWith(`${view}.`)),
    );
    assert.deepEqual(registered.sort(), [...contributed].sort());
  });

  test('lets a command act only in a trusted workspace', async () => {
    const { commands } = await inside();
    const acting = contributes.commands.filter(({ command }) => commands[command]?.is === 'acts');
    const enabled = contributes.commands.filter(({ enablement }) => enablement === 'isWorkspaceTrusted');
    assert.deepEqual(
      enabled.map(({ command }) => command),
      acting.map(({ command }) => command),
    );
    assert.deepEqual(Object.keys(commands).sort(), [...contributed].sort());
    const looking = contributes.commands.filter(({ command }) => commands[command]?.is === 'looks');
    // Whoever adds one says here that it runs nothing and changes no store.
    assert.deepEqual(looking.map(({ command }) => command.replace('stepwell.', '')).sort(), [
      'copyRunId',
      'graph.find',
      'graph.fit',
      'graph.redo',
      'graph.save',
      'graph.undo',
      'newFlow',
      'openCode',
      'openGraphEditor',
      'openLog',
      'openRun',
      'refreshRuns',
      'showComparisonInGraph',
      'showGraph',
    ]);
  });

  test('names no command that it does not contribute', () => {
    const own = (command: string) => command.startsWith('stepwell.');
    const menus = Object.values(contributes.menus).flatMap(items => items.map(({ command }) => command));
    const links = contributes.viewsWelcome.flatMap(({ contents }) =>
      [...contents.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command ?? ''),
    );
    const keys = contributes.keybindings.map(({ command }) => command);
    const unknown = [...menus, ...links, ...keys].filter(
      command => own(command) && !contributed.has(command),
    );
    assert.deepEqual(unknown, []);
  });

  test('gives every command a title under one category', () => {
    const odd = contributes.commands.filter(({ title, category }) => !title || category !== 'Stepwell');
    assert.deepEqual(odd, []);
  });

  test('contributes exactly the settings that the code reads', () => {
    const read = new Set<string>();
    for (const name of globSync('extension/**/*.ts', { cwd: extension().extensionPath })) {
      const text = readFileSync(path.join(extension().extensionPath, name), 'utf8');
      for (const [, section, rest] of text.matchAll(
        /getConfiguration\('([\w.]+)'(?:, \w+)?\)\s*\.get(?:<[^>]*>)?\('([\w.]+)'/g,
      ))
        if (section?.startsWith('stepwell')) read.add(`${section}.${rest}`);
    }
    assert.deepEqual([...read].sort(), Object.keys(contributes.configuration.properties).sort());
    for (const [name, { default: value }] of Object.entries(contributes.configuration.properties)) {
      assert.deepEqual(vscode.workspace.getConfiguration().inspect(name)?.defaultValue, value, name);
    }
  });

  test('speaks of no view that it does not contribute', async () => {
    const views = new Set(Object.values(contributes.views).flatMap(list => list.map(view => view.id)));
    const whens = Object.values(contributes.menus).flatMap(items => items.map(({ when = '' }) => when));
    const named = [
      ...contributes.viewsWelcome.map(({ view }) => view),
      ...whens.flatMap(when => [...when.matchAll(/view == ([\w.]+)/g)].map(([, view]) => view ?? '')),
    ];
    assert.deepEqual(
      named.filter(view => !views.has(view)),
      [],
    );
    const containers = new Set(
      Object.values(contributes.viewsContainers).flatMap(list => list.map(c => c.id)),
    );
    assert.deepEqual(
      Object.keys(contributes.views).filter(container => !containers.has(container)),
      [],
    );
    for (const view of views) await vscode.commands.executeCommand(`${view}.focus`);
  });

  test('names files that are there', () => {
    const files = [
      manifest.main,
      manifest.icon,
      ...Object.values(contributes.viewsContainers).flatMap(list => list.map(({ icon }) => icon)),
    ];
    assert.deepEqual(
      files.filter(name => !existsSync(path.join(extension().extensionPath, name))),
      [],
    );
  });

  test('wakes the extension for the panel that VS Code brings back', () => {
    assert.ok(manifest.activationEvents.includes('onWebviewPanel:stepwell.graph'));
  });

  test('hides stores from the explorer and the search', () => {
    for (const section of ['files', 'search']) {
      const excluded = vscode.workspace.getConfiguration(section).get<Record<string, boolean>>('exclude');
      assert.equal(excluded?.['**/.stepwell'], true, section);
    }
    assert.deepEqual(Object.keys(contributes.configurationDefaults).sort(), [
      'files.exclude',
      'search.exclude',
    ]);
  });
});
