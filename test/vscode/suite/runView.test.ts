import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually.js';
import { closeEditors, file, inside, inTerminal, openFlow, runToItsEnd } from './workspace.js';

const flow = 'HelloFlow';
const name = 'hello.flow.ts';

/** Runs it as a terminal does. @returns the run's id */
async function elsewhere(): Promise<string> {
  const { history } = await inside();
  const before = new Set(history.rows({ flow }).map(({ id }) => id));
  assert.equal(await inTerminal('run', name).ended, 0);
  return eventually(() => {
    const row = history.rows({ flow }).find(({ id }) => !before.has(id));
    assert.ok(row && row.status === 'done');
    return row.id;
  });
}

suite('What is selected', () => {
  suiteSetup(inside);
  teardown(closeEditors);
  suiteTeardown(async () => (await inside()).selected.followLatest());

  test('a run that is started here is shown, with its steps, and the next one in its place', async () => {
    const { selected, runView } = await inside();
    for (let times = 0; times < 2; times++) {
      const { run } = await runToItsEnd(name, flow);
      await eventually(() => {
        const { snapshot } = runView;
        assert.equal(snapshot.run?.id, run.id);
        assert.equal(snapshot.run.status, 'done');
        assert.deepEqual(
          snapshot.steps.map(step => [step.name, step.overlay.status, step.task?.task]),
          [
            ['start', 'done', '0'],
            ['greet', 'done', '0'],
            ['end', 'done', '0'],
          ],
        );
        assert.equal(snapshot.runs[0]?.id, run.id);
      });
      assert.ok(selected.isFollowing);
    }
  });

  test('a newer run from anywhere is followed, but for when a person has chosen one', async () => {
    const { selected } = await inside();
    const first = await elsewhere();
    await eventually(() => assert.equal(selected.now.run, first));
    selected.select({ step: 'greet', task: '0' });
    selected.choose(first);
    assert.deepEqual(selected.now, { run: first, step: 'greet', task: '0', attempt: null });
    const second = await elsewhere();
    assert.deepEqual([selected.now.run, selected.isFollowing], [first, false]);
    selected.followLatest();
    // The step is looked at in the other run as well; its tasks are others.
    await eventually(() =>
      assert.deepEqual(selected.now, { run: second, step: 'greet', task: null, attempt: null }),
    );
    selected.choose(first);
    const { run } = await runToItsEnd(name, flow);
    await eventually(() => assert.deepEqual([selected.now.run, selected.isFollowing], [run.id, true]));
  });

  test('a past run in the graph is the one that is selected, until the graph leaves it', async () => {
    const { selected, graph, history } = await inside();
    const past = await elsewhere();
    const newest = await elsewhere();
    await openFlow(name);
    await vscode.commands.executeCommand('stepwell.showGraph', { uri: file(name).toString(), flow });
    await eventually(() => assert.equal(selected.now.run, newest));
    const stored = await history.whole(past);
    assert.ok(stored);
    await graph.showRun(stored);
    await eventually(() => assert.deepEqual([selected.now.run, selected.isFollowing], [past, false]));
    await vscode.commands.executeCommand('stepwell.showGraph', { uri: file(name).toString(), flow });
    await eventually(() => assert.deepEqual([selected.now.run, selected.isFollowing], [newest, true]));
  });
});
