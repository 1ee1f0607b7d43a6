import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { RunHistory } from '../../../extension/runs/history.js';
import { eventually } from './eventually.js';
import {
  closeEditors,
  file,
  folder,
  inside,
  inTerminal,
  inTerminalWith,
  openFlow,
  runToItsEnd,
  tabs,
  treeOf,
  write,
} from './workspace.js';

/** Its step starts a program, and then never comes back to hear that it is to stop. */
const stubborn = `import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Flow, step } from 'stepwell';
export class StubbornFlow extends Flow {
  @step() start() {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    writeFileSync('stubborn.pids', process.pid + ' ' + child.pid);
    for (;;) {}
  }
}
`;

/** One that has ended and of which nobody has taken note yet does nothing any more. */
function isAlive(pid: number | undefined): boolean {
  assert.ok(pid);
  try {
    process.kill(pid, 0);
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

suite('Runs', () => {
  suiteSetup(inside);
  teardown(closeEditors);

  test('a flow that is run from the editor is in the history and in the tree', async () => {
    const { run, store } = await runToItsEnd('hello.flow.ts', 'HelloFlow');
    assert.equal(run.status, 'done');
    assert.equal(store, path.join(folder(), '.stepwell'));
    assert.ok(existsSync(path.join(store, 'runs', run.id, 'events.jsonl')));
    const { item, steps } = await treeOf(run.id);
    assert.equal(item.label, 'HelloFlow');
    assert.equal(item.contextValue, 'run.done.run');
    assert.deepEqual(
      steps.map(step => step.label),
      ['start', 'greet', 'end'],
    );
  });

  test('unsaved changes are saved before a run', async () => {
    const { document } = await openFlow('hello.flow.ts');
    const change = new vscode.WorkspaceEdit();
    change.insert(document.uri, new vscode.Position(0, 0), '// unsaved\n');
    await vscode.workspace.applyEdit(change);
    assert.equal(document.isDirty, true);
    const { run } = await runToItsEnd('hello.flow.ts', 'HelloFlow');
    assert.equal(run.status, 'done');
    assert.equal(document.isDirty, false);
    await vscode.commands.executeCommand('undo');
    await document.save();
  });

  test('a flow with errors is not run', async () => {
    const on = await inside();
    const uri = await write(
      'wrong.flow.ts',
      "import { Flow, step } from 'stepwell';\nexport class WrongFlow extends Flow {\n  @step() start() { return this.next(this.nowhere); }\n}\n",
    );
    await openFlow('wrong.flow.ts');
    await vscode.commands.executeCommand('stepwell.run', { uri: uri.toString(), flow: 'WrongFlow' });
    on.history.refresh();
    assert.deepEqual(on.history.rows({ flow: 'WrongFlow' }), []);
    await closeEditors();
    await vscode.workspace.fs.delete(uri);
  });

  test('a run that a terminal starts is followed live, in the tree and on the graph', async () => {
    const on = await inside();
    await openFlow('slow.flow.ts');
    await vscode.commands.executeCommand('stepwell.showGraph', {
      uri: file('slow.flow.ts').toString(),
      flow: 'SlowFlow',
    });
    const before = new Set(on.history.rows({ flow: 'SlowFlow' }).map(row => row.id));
    const seen = new Set<string>();
    const listening = on.history.onDidChangeRun(({ run }) => {
      if (!before.has(run.id)) seen.add(`${run.status} ${run.steps.get('work')?.tasks.size ?? 0}`);
    });
    const terminal = inTerminal('run', file('slow.flow.ts').fsPath, '--wait=700');
    const id = await eventually(async () => {
      const shown = on.graph.shownRun?.run;
      assert.ok(shown && !before.has(shown.id), 'the graph shows no new run');
      assert.equal(shown.status, 'running');
      const { item, steps } = await treeOf(shown.id);
      assert.equal(item.contextValue, 'run.running.run');
      assert.ok(steps.some(step => step.label === 'work'));
      return shown.id;
    });
    assert.equal(await terminal.ended, 0);
    await eventually(async () => {
      assert.equal(on.graph.shownRun?.run.id, id);
      assert.equal(on.graph.shownRun?.run.status, 'done');
      assert.equal((await treeOf(id)).item.contextValue, 'run.done.run');
      assert.ok(seen.has('running 4') && seen.has('done 4'), [...seen].join());
    });
    listening.dispose();
  });

  test('looking at a live run does not keep its news from those who follow it', async () => {
    const on = await inside();
    const known = new Set(on.history.rows().map(row => row.id));
    let end = '';
    const listening = on.history.onDidChangeRun(({ run }) => {
      if (!known.has(run.id) && run.status !== 'running') end = run.status;
    });
    const looking = setInterval(() => {
      for (const { id } of on.history.rows({ limit: 5 })) on.history.run(id);
    }, 1);
    const terminal = inTerminal('run', file('slow.flow.ts').fsPath, '--wait=100');
    try {
      await terminal.ended;
      await eventually(() => assert.equal(end, 'done'));
    } finally {
      clearInterval(looking);
      listening.dispose();
    }
  });

  test('a run that was seen going on, and ended before its store was read for the first time, is told of', async () => {
    const on = await inside();
    const store = path.join(folder(), 'apart/.stepwell');
    const terminal = inTerminalWith(
      { STEPWELL_STORE: store },
      'run',
      file('slow.flow.ts').fsPath,
      '--wait=1500',
    );
    const runs = path.join(store, 'runs');
    const id = await eventually(() => {
      const [only] = existsSync(runs) ? readdirSync(runs) : [];
      assert.ok(only && readFileSync(path.join(runs, only, 'events.jsonl'), 'utf8').includes('\n'));
      return only;
    });
    const history = new RunHistory(on.output);
    let end = '';
    const listening = history.onDidChangeRun(({ run }) => {
      if (run.id === id && run.status !== 'running') end = run.status;
    });
    try {
      history.open(store);
      assert.equal(history.run(id)?.run.status, 'running');
      // Nothing else comes to its turn here until the run is over.
      const bell = new Int32Array(new SharedArrayBuffer(4));
      while (!readFileSync(path.join(runs, id, 'events.jsonl'), 'utf8').includes('"run.ended"'))
        Atomics.wait(bell, 0, 0, 20);
      await terminal.ended;
      await eventually(() => assert.equal(end, 'done'));
    } finally {
      listening.dispose();
      history.dispose();
    }
  });

  test('a run is cancelled', async () => {
    const on = await inside();
    const terminal = inTerminal('run', file('slow.flow.ts').fsPath, '--wait=60000');
    const row = await eventually(() => {
      const [live] = on.history.rows({ status: 'running' });
      assert.ok(live);
      assert.ok(on.history.run(live.id)?.run.steps.has('work'));
      return live;
    });
    await vscode.commands.executeCommand('stepwell.cancel', { run: row.id });
    assert.equal(await terminal.ended, 130);
    await eventually(async () => {
      assert.equal(on.history.run(row.id)?.run.status, 'cancelled');
      assert.equal((await treeOf(row.id)).item.contextValue, 'run.cancelled.run');
    });
  });

  test('a run that is being cancelled says so at once, and a second press ends what does not listen', async () => {
    const on = await inside();
    const uri = await write('stubborn.flow.ts', stubborn);
    const terminal = inTerminal('run', uri.fsPath);
    const [worker, child] = await eventually(async () => {
      const said = await vscode.workspace.fs.readFile(file('stubborn.pids'));
      const pids = Buffer.from(said).toString().split(' ').map(Number);
      assert.equal(pids.length, 2);
      return pids;
    });
    const id = await eventually(() => {
      const [live] = on.history.rows({ flow: 'StubbornFlow', status: 'running' });
      assert.ok(live);
      return live.id;
    });
    const description = async () => String((await treeOf(id)).item.description);
    assert.doesNotMatch(await description(), /cancelling/);

    await vscode.commands.executeCommand('stepwell.cancel', { run: id });
    assert.equal(on.history.run(id)?.asked, 'cancel');
    assert.match(await description(), /^cancelling … press again to end it now/);
    await vscode.commands.executeCommand('stepwell.cancel', { run: id });
    assert.equal(on.history.run(id)?.asked, 'end');
    assert.match(await description(), /^ending it now …/);

    assert.equal(await terminal.ended, 130);
    await eventually(() => {
      const stored = on.history.run(id);
      assert.equal(stored?.run.status, 'cancelled');
      assert.equal(stored?.asked, null);
      for (const pid of [worker, child]) assert.ok(!isAlive(pid), `process ${pid} is still there`);
    });
    await vscode.workspace.fs.delete(uri);
    await vscode.workspace.fs.delete(file('stubborn.pids'));
  });

  test('a step is run again on the inputs of a past run', async () => {
    const on = await inside();
    const { run } = await runToItsEnd('hello.flow.ts', 'HelloFlow');
    const [parent] = on.tree.getChildren().filter(item => item.kind === 'run' && item.row.id === run.id);
    const step = on.tree.getChildren(parent).find(item => item.kind === 'step' && item.step.name === 'greet');
    await vscode.commands.executeCommand('stepwell.runStep', step);
    await eventually(() => {
      const row = on.history.rows({ flow: 'HelloFlow' }).find(each => each.origin === run.id);
      assert.equal(row?.mode, 'step');
      assert.equal(row?.status, 'done');
    });
  });

  test('tags are kept, and a run is deleted with its files', async () => {
    const on = await inside();
    const { run, store } = await runToItsEnd('hello.flow.ts', 'HelloFlow');
    const terminal = inTerminal('tag', run.id, '--add', 'nightly');
    assert.equal(await terminal.ended, 0);
    await eventually(async () => assert.match(String((await treeOf(run.id)).item.description), /#nightly/));
    assert.equal(await inTerminal('rm', run.id).ended, 0);
    await eventually(() => assert.ok(!on.history.rows().some(row => row.id === run.id)));
    assert.equal(on.history.run(run.id), null);
    assert.ok(!existsSync(path.join(store, 'runs', run.id)));
  });

  test('a failed step leads to its log, at the failing line, with links to the source', async () => {
    const { run } = await runToItsEnd('failing.flow.ts', 'FailingFlow');
    await vscode.commands.executeCommand('stepwell.openLog', { run: run.id, step: 'breakDown' });
    await eventually(() => assert.ok(tabs().includes('breakDown.log'), tabs().join()));
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const { document } = editor;
    assert.match(document.getText(), /^\d\d:\d\d:\d\d\.\d{3} still well$/m);
    assert.doesNotMatch(document.getText(), /about to fail/);
    assert.match(document.getText(editor.selection), /Error: the well is dry/);
    assert.match(document.getText(), /at FailingFlow\.breakDown \(/);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    const [link] = links;
    assert.equal(link?.target?.fsPath, file('failing.flow.ts').fsPath);
    const thrown = (await vscode.workspace.openTextDocument(file('failing.flow.ts')))
      .getText()
      .split('\n')
      .findIndex(text => text.includes('throw'));
    assert.match(link?.target?.fragment ?? '', new RegExp(`^L${thrown + 1},`));
  });

  test('logs are named for what they show', async () => {
    const { run } = await runToItsEnd('slow.flow.ts', 'SlowFlow');
    const open = (place: object) =>
      vscode.commands.executeCommand('stepwell.openLog', { run: run.id, ...place });
    await open({});
    await eventually(() => assert.ok(tabs().includes('SlowFlow.log'), tabs().join()));
    await open({ step: 'work', task: '0' });
    await eventually(() => assert.ok(tabs().includes('work-0.log'), tabs().join()));
    await open({ step: 'work' });
    await eventually(() => assert.ok(tabs().includes('work.log'), tabs().join()));
    await open({ step: 'end' });
    await eventually(() => assert.ok(tabs().includes('end.log'), tabs().join()));
  });

  test('the log of a live run grows in its editor', async () => {
    const on = await inside();
    const known = new Set(on.history.rows().map(row => row.id));
    const terminal = inTerminal('run', file('slow.flow.ts').fsPath, '--wait=700', '--workers=1');
    const id = await eventually(() => {
      const row = on.history.rows().find(each => !known.has(each.id));
      assert.ok(row);
      return row.id;
    });
    await vscode.commands.executeCommand('stepwell.openLog', { run: id });
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    assert.doesNotMatch(document.getText(), /total 10/);
    await eventually(() => assert.match(document.getText(), /working on 2/));
    await terminal.ended;
    await eventually(() => assert.match(document.getText(), /total 10/));
  });
});
