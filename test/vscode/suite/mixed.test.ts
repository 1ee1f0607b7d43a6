import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { applyEdit } from '../../../extension/graph/edits.js';
import type { GraphEdit } from '../../../runtime/model/edit.js';
import type { Graph } from '../../../runtime/model/graph.js';
import { eventually } from './eventually.js';
import { closeEditors, inside, write } from './workspace.js';

/** How many steps, and from which seed: by hand more of them. */
const steps = Number(process.env.STEPWELL_STEPS ?? 300);
const seed = Number(process.env.STEPWELL_SEED ?? 12);

const first = `import { Flow, step, type Inputs } from 'stepwell';

/** Mixed. */
export class Mixed extends Flow {
  rows: number[] = [1, 2];

  @step() start() {
    return this.next(this.left, this.right);
  }

  // One side.
  @step() left() {
    return this.next(this.both);
  }

  @step({ retry: 1 }) right() {
    return this.next(this.both);
  }

  @step() both(inputs: Inputs<this>) {
    this.rows = inputs[0]!.rows;
    return this.next(this.end);
  }

  @step() end() {}
}
`;

/** Numbers that look like chance, the same for each seed. */
function chance(from: number): () => number {
  let state = from * 2654435761 + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A person who edits in the picture and in the text, takes back, saves and closes, all mixed. After each step the picture is that of the text, the
 * mark says whether the text is that of the file, and what was taken back all the way is the text of the beginning.
 */
suite('Edits of picture and text, mixed', () => {
  suiteSetup(inside);
  suiteTeardown(closeEditors);

  test(`${steps} random steps: text, picture and mark agree at each`, async function () {
    this.timeout(steps * 2_000);
    const next = chance(seed);
    const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)]!;
    const uri = await write('mixed.flow.ts', first);
    const { language, graphEditors } = await inside();
    await vscode.commands.executeCommand('vscode.openWith', uri, 'stepwell.graphEditor');
    const view = () => {
      const found = graphEditors.of(uri)[0];
      assert.ok(found, 'the graph is gone');
      return found;
    };
    await eventually(view);
    const done: string[] = [];
    const made = new Map<string, number>();
    const document = () => vscode.workspace.openTextDocument(uri);
    /** What the language server reads in the text as it is. */
    const read = async () => {
      const now = await document();
      const snapshot = await language.graphs(uri);
      assert.equal(snapshot?.version, now.version);
      assert.equal(snapshot.broken, null);
      const flow = snapshot.flows.find(({ graph }) => graph.flow === 'Mixed');
      assert.ok(flow, 'the text has lost its flow');
      return { now, graph: flow.graph };
    };
    const graphNow = async (): Promise<Graph> => (await eventually(read)).graph;

    const agree = () =>
      eventually(async () => {
        const { now, graph } = await read();
        const { subject } = view().snapshot;
        assert.ok(subject.kind === 'flow' && subject.broken === null, 'it shows no flow');
        assert.deepEqual(subject.graph, graph);
        assert.equal(subject.version, now.version);
        const onDisk = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
        // VS Code tells of a change and of the mark one after the other.
        if (!now.isDirty) assert.equal(now.getText(), onDisk);
        const tab = vscode.window.tabGroups.all
          .flatMap(group => group.tabs)
          .find(({ input }) => input instanceof vscode.TabInputCustom);
        assert.equal(tab?.isDirty, now.isDirty, 'the mark of the tab is another than that of the text');
      });

    const randomEdit = async (): Promise<GraphEdit> => {
      const graph = await graphNow();
      const step = pick(graph.steps).name;
      const other = pick(graph.steps).name;
      const edge = graph.edges.length > 0 ? pick(graph.edges) : { from: step, to: other };
      const { from, to } = edge;
      return pick<GraphEdit>([
        { kind: 'addStep', after: step },
        { kind: 'addStep', after: from, before: to },
        { kind: 'addBefore', step },
        { kind: 'addBranch', from: step },
        { kind: 'connect', from: step, to: other },
        { kind: 'connectWhen', from: step, to: other, condition: 'this.rows.length > 9' },
        { kind: 'connectElse', from: step, to: other },
        { kind: 'moveArm', from, to, by: pick(['on', 'back']) },
        { kind: 'deleteEdge', from, to },
        { kind: 'moveEdge', from, to, target: step },
        { kind: 'deleteStep', step },
        { kind: 'duplicateStep', step },
        { kind: 'describeStep', step, text: pick(['Says it.', 'Says it.\nTwice.', '']) },
        { kind: 'setOption', step, option: 'timeout', value: pick(["'5m'", '']) },
        { kind: 'setStart', step },
        { kind: 'fanOut', from, to, items: 'this.rows' },
        { kind: 'setConcurrency', from, to, count: '2' },
        { kind: 'undoFanOut', from, to },
        { kind: 'moveBranch', from, to, by: 'on' },
        { kind: 'copyStep', step },
        { kind: 'cutStep', step },
        { kind: 'pasteSteps', after: step },
      ]);
    };

    const deeds: Readonly<Record<string, () => Promise<void>>> = {
      edit: async () => {
        const what = await randomEdit();
        const now = await document();
        const before = now.getText();
        const reply = await applyEdit(language, { uri, flow: 'Mixed' }, now.version, what);
        done.push(`${JSON.stringify(what)} ${reply.ok ? '' : reply.reason}`);
        if (reply.ok) made.set(what.kind, (made.get(what.kind) ?? 0) + 1);
        else assert.equal((await document()).getText(), before, 'what was refused changed the text');
      },
      type: async () => {
        const now = await document();
        const change = new vscode.WorkspaceEdit();
        const line = Math.floor(next() * now.lineCount);
        change.insert(uri, new vscode.Position(line, 0), `${pick(['// typed', '', '  // aside'])}\n`);
        await vscode.workspace.applyEdit(change);
      },
      // Worked out for a text that is another by now: refused, or made where it belongs.
      race: async () => {
        const what = await randomEdit();
        const { version } = await document();
        const change = new vscode.WorkspaceEdit();
        change.insert(uri, new vscode.Position(0, 0), '// first\n');
        await Promise.all([
          applyEdit(language, { uri, flow: 'Mixed' }, version, what),
          vscode.workspace.applyEdit(change),
        ]);
        done.push(`while one types: ${JSON.stringify(what)}`);
      },
      undo: async () => void (await vscode.commands.executeCommand('undo')),
      redo: async () => void (await vscode.commands.executeCommand('redo')),
      save: async () => void (await (await document()).save()),
      format: async () => {
        const edits = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
          'vscode.executeFormatDocumentProvider',
          uri,
          { tabSize: 2, insertSpaces: true },
        );
        const change = new vscode.WorkspaceEdit();
        change.set(uri, edits ?? []);
        if (edits && edits.length > 0) await vscode.workspace.applyEdit(change);
      },
      reopen: async () => {
        await (await document()).save();
        await closeEditors();
        await vscode.commands.executeCommand('vscode.openWith', uri, 'stepwell.graphEditor');
        await eventually(view);
      },
    };
    const often = [
      'edit',
      'edit',
      'edit',
      'edit',
      'edit',
      'type',
      'race',
      'undo',
      'undo',
      'redo',
      'save',
      'format',
    ];

    for (let turn = 0; turn < steps; turn++) {
      const name = turn % 60 === 59 ? 'reopen' : pick(often);
      done.push(`${turn} ${name}`);
      try {
        await deeds[name]!();
        await agree();
      } catch (error) {
        const text = (await document()).getText();
        throw new Error(`seed ${seed}: ${done.slice(-12).join('\n')}\n${String(error)}\n${text}`);
      }
    }
    await deeds.reopen!();
    const before = (await document()).getText();
    for (let turn = 0; turn < 20; turn++) await deeds.edit!();
    // Of twenty edits some are refused, and what was done before them can be taken back as well.
    let back = 0;
    while ((await document()).getText() !== before && back++ < 20) await deeds.undo!();
    assert.equal((await document()).getText(), before);
    await agree();
    assert.ok(made.size > 12, `only ${[...made.keys()].join()} were made`);
    await vscode.workspace.fs.delete(uri);
  });
});
