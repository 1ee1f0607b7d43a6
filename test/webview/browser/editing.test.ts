/** The built view in Chromium: what hands do, and what the host is asked for. */
import type { Page } from '@playwright/test';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Graph } from '../../../runtime/model/graph.js';
import { edge, flowSubject, run, snapshot, step, stepRun, trainFlow } from '../graphs.js';
import type { ScriptedHost } from '../page.js';
import { openedView } from './opened.js';

const view = openedView();
let page: Page;
let host: ScriptedHost;

beforeEach(async () => {
  await page?.close();
  ({ page, host } = await view.page());
  await host.show(snapshot(flowSubject(trainFlow, { version: 7 })));
  await page.waitForSelector('.step');
});

const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const selectedStep = () => page.locator('.step[data-selected="true"]').getAttribute('data-step');

describe('by keyboard', () => {
  test('arrows walk the graph, Space shows the code and Enter goes there', async () => {
    await press('ArrowDown', 'ArrowDown', 'ArrowDown');
    expect(await selectedStep()).toBe('pick');
    await press('ArrowUp');
    expect(await selectedStep()).toBe('train');
    expect(await page.locator('[role="status"].unseen').textContent()).toMatch(/^train, step.*Goes to pick/);
    expect(await page.locator('.canvas').getAttribute('aria-activedescendant')).toBe('step-train');
    await press('Space', 'Enter');
    expect(await host.sent('reveal')).toEqual([
      { type: 'reveal', step: 'train', focus: false },
      { type: 'reveal', step: 'train', focus: true },
    ]);
    await press('Escape');
    expect(await page.locator('.step[data-selected="true"]').count()).toBe(0);
  });

  test('Alt with the arrows goes back through what was selected, and on again', async () => {
    await press('ArrowDown', 'ArrowDown', 'ArrowDown');
    expect(await selectedStep()).toBe('pick');
    await press('Alt+ArrowLeft', 'Alt+ArrowLeft');
    expect(await selectedStep()).toBe('start');
    await press('Alt+ArrowLeft');
    expect(await selectedStep()).toBe('start');
    await press('Alt+ArrowRight');
    expect(await selectedStep()).toBe('train');
    await page.locator('[data-step="end"]').click();
    await press('Alt+ArrowRight');
    expect(await selectedStep()).toBe('end');
    await press('Alt+ArrowLeft');
    expect(await selectedStep()).toBe('train');
  });

  test('a step is added, is waited for, and is selected when it is there', async () => {
    await press('ArrowDown', 'ArrowDown', 'a');
    await page.keyboard.type('measure');
    await press('Enter');
    const { id, version, edit } = await host.edit();
    expect({ version, edit }).toEqual({
      version: 7,
      edit: { kind: 'addStep', after: 'train', name: 'measure' },
    });
    await page.waitForSelector('.step[data-step="train"][data-pending="true"]');
    expect(await page.locator('[data-step="measure"]').count()).toBe(0);
    await host.reply(id, { ok: true, step: 'measure' });
    await host.show(snapshot(flowSubject(withMeasure, { version: 8 })));
    await page.waitForSelector('.step[data-step="measure"][data-selected="true"]');
    expect(await page.locator('[data-pending="true"]').count()).toBe(0);
    await press('ArrowDown');
    expect(await selectedStep()).toBe('pick');
  });

  test('a rename that waits for TypeScript says so, and no longer when it is made', async () => {
    await press('ArrowDown', 'ArrowDown', 'F2');
    await page.keyboard.type('fit');
    await press('Enter');
    const { id } = await host.edit();
    await page.getByRole('status').getByText('Renaming train to fit: TypeScript looks for it').waitFor();
    await host.reply(id, { ok: false, reason: 'The code has changed meanwhile.' });
    await page.locator('.refusal').waitFor();
    expect(await page.locator('.pending-note').count()).toBe(0);
  });

  test('a step without a name gets one from the host', async () => {
    await press('ArrowDown', 'a', 'Enter');
    expect((await host.edit()).edit).toEqual({ kind: 'addStep', after: 'start' });
  });

  test('a step is renamed in its place; a bad name is told at once', async () => {
    await press('ArrowDown', 'ArrowDown', 'F2');
    await page.keyboard.type('pick');
    await press('Enter');
    await page.getByText('There is a step pick already.').waitFor();
    await press('Control+a');
    await page.keyboard.type('fitTrees');
    await press('Enter');
    expect((await host.edit()).edit).toEqual({ kind: 'renameStep', step: 'train', name: 'fitTrees' });
    expect(await host.sent('edit')).toHaveLength(1);
  });

  test('what a field does by itself is not asked of the editor as well', async () => {
    // VS Code hears what comes to the window, and selects all some time later.
    await page.evaluate(() => {
      const heard: string[] = [];
      (window as unknown as { heard: string[] }).heard = heard;
      window.addEventListener('keydown', event => heard.push(event.key));
    });
    await press('ArrowDown', 'F2', 'Control+a', 'Control+z', 'x', 'Control+s');
    expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([
      'Control',
      'Control',
      'x',
      'Control',
      's',
    ]);
  });

  test('Escape leaves a name as it was', async () => {
    await press('ArrowDown', 'F2');
    await page.keyboard.type('x');
    await press('Escape', 'ArrowDown');
    expect(await selectedStep()).toBe('train');
    expect(await host.sent('edit')).toEqual([]);
  });

  test('two steps are connected', async () => {
    await press('ArrowDown', 'ArrowDown', 'c', 'ArrowDown', 'ArrowDown');
    const aim = await page.locator('.step[data-aim="to"]').getAttribute('data-step');
    expect(['alarm', 'end']).toContain(aim);
    await press('Enter');
    expect((await host.edit()).edit).toEqual({ kind: 'connect', from: 'train', to: aim });
  });

  test('the target of a connection can be found by name', async () => {
    await press('ArrowDown', 'c', '/');
    await page.keyboard.type('al');
    await press('Enter');
    expect((await host.edit()).edit).toEqual({ kind: 'connect', from: 'start', to: 'alarm' });
  });

  test('while connecting, letters name the target and start nothing else', async () => {
    await press('ArrowDown', 'c', 'a');
    expect(await page.locator('.namer').count()).toBe(0);
    expect(await page.getByRole('combobox').inputValue()).toBe('a');
    await page.keyboard.type('l');
    await press('Enter');
    expect((await host.edit()).edit).toEqual({ kind: 'connect', from: 'start', to: 'alarm' });
  });

  test('a step is connected under a condition: first where to, then when', async () => {
    await press('ArrowDown', 'ArrowDown', 'w');
    await page.keyboard.type('alarm');
    await press('Enter');
    await page.getByText('Go from train to alarm when').waitFor();
    await page.keyboard.type('this.score < 1');
    await press('Enter');
    expect((await host.edit()).edit).toEqual({
      kind: 'connectWhen',
      from: 'train',
      to: 'alarm',
      condition: 'this.score < 1',
    });
  });

  test('what is said of a step is changed over several lines', async () => {
    await press('ArrowDown', 'ArrowDown', 't');
    await press('Control+a');
    await page.keyboard.type('Grows.');
    await press('Enter');
    await page.keyboard.type('Slowly.');
    expect(await host.sent('edit')).toEqual([]);
    await press('Control+Enter');
    expect((await host.edit()).edit).toEqual({
      kind: 'describeStep',
      step: 'train',
      text: 'Grows.\nSlowly.',
    });
  });

  test('a form begins with all that is written, of which the picture shows a part, and is nothing as it stands', async () => {
    const doc = `${'Long. '.repeat(1_000)}\n\n\n\u200fEnd.`;
    const steps = trainFlow.steps.map(one => (one.name === 'train' ? { ...one, doc } : one));
    await host.show(snapshot(flowSubject(trainFlow, { version: 8, written: { ...trainFlow, steps } })));
    await press('ArrowDown', 'ArrowDown', 't');
    const field = page.locator('.namer textarea');
    expect(await field.inputValue()).toBe(doc);
    await press('Control+Enter');
    await field.waitFor({ state: 'detached' });
    expect(await host.sent('edit')).toEqual([]);
    await press('t', 'End');
    await page.keyboard.type(' Or not.');
    await press('Control+Enter');
    expect((await host.edit()).edit).toEqual({ kind: 'describeStep', step: 'train', text: `${doc} Or not.` });
  });

  test('a form stands in sight whole, also in a narrow panel and beside a node at its border', async () => {
    for (const [width, height] of [
      [900, 700],
      [420, 420],
      [320, 320],
    ] as const) {
      await page.setViewportSize({ width, height });
      for (const step of ['start', 'alarm', 'end']) {
        await press('Escape', 'Control+f');
        await page.keyboard.type(step);
        await press('Enter', 't');
        const box = await page.locator('.namer').boundingBox();
        const inSight =
          box !== null &&
          box.x >= 0 &&
          box.y >= 0 &&
          box.x + box.width <= width &&
          box.y + box.height <= height;
        expect({ width, step, inSight }).toEqual({ width, step, inSight: true });
        await press('Escape');
      }
    }
  });

  test('an edge is selected and deleted', async () => {
    await press('ArrowDown', 'ArrowDown', 'e');
    // A straight line has no width, so it is never "visible".
    await page.waitForSelector('.edge[data-edge="train→pick"][data-selected="true"]', { state: 'attached' });
    await press('Delete');
    expect((await host.edit()).edit).toEqual({ kind: 'deleteEdge', from: 'train', to: 'pick' });
  });

  test('a step is inserted on the selected edge', async () => {
    await press('ArrowDown', 'ArrowDown', 'e', 'a', 'Enter');
    expect((await host.edit()).edit).toEqual({ kind: 'addStep', after: 'train', before: 'pick' });
  });

  test('a step is found', async () => {
    await press('Control+f');
    await page.keyboard.type('ala');
    await press('Enter');
    expect(await selectedStep()).toBe('alarm');
    await press('ArrowDown');
    expect(await selectedStep()).toBe('end');
  });

  test('the menu has the same actions', async () => {
    await press('ArrowDown', 'Shift+F10');
    await page.getByRole('menuitem', { name: 'Go to code' }).waitFor();
    await press('ArrowDown', 'ArrowDown', 'Enter', 'Enter');
    expect((await host.edit()).edit).toEqual({ kind: 'addStep', after: 'start' });
  });

  test('the palette finds what can be done to the selected step, and does it', async () => {
    await press('ArrowDown', 'ArrowDown', '.');
    const palette = page.getByRole('dialog', { name: 'What can be done here' });
    await palette.getByRole('option', { name: /^Rename… Renames the step wherever .* F2$/ }).waitFor();
    // What is about an edge is not there.
    expect(await palette.getByRole('option', { name: /^Insert step/ }).count()).toBe(0);
    await page.keyboard.type('add');
    await press('Enter');
    await page.getByText('New step after train').waitFor();
    await page.keyboard.type('measure');
    await press('Enter');
    expect((await host.edit()).edit).toEqual({ kind: 'addStep', after: 'train', name: 'measure' });
  });

  test('a step is copied, cut and pasted by the keys for it, also where nothing may be changed but the copy', async () => {
    await press('ArrowDown', 'ArrowDown', 'Control+c', 'Control+v');
    const edits = async () => (await host.sent('edit')).map(message => 'edit' in message && message.edit);
    expect(await edits()).toEqual([
      { kind: 'copyStep', step: 'train' },
      { kind: 'pasteSteps', after: 'train' },
    ]);
    await host.show(snapshot(flowSubject(trainFlow, { version: 8, readOnly: 'It is read-only.' })));
    // A line under the toolbar says so as soon as it is known.
    await page.locator('.banner').getByText('It is read-only.').waitFor();
    await press('Control+x');
    await page.getByRole('alert').filter({ hasText: 'It is read-only.' }).first().waitFor();
    await press('Escape', 'Control+c');
    expect((await edits()).slice(2)).toEqual([{ kind: 'copyStep', step: 'train' }]);
  });

  test('the list of keys opens and closes', async () => {
    await press('?');
    await page.getByRole('dialog').getByText('Connect to').waitFor();
    await press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('a field keeps its own undo', async () => {
    await press('ArrowDown', 'F2');
    const passed = await page.evaluate(() => {
      let reached = false;
      window.addEventListener('keydown', () => {
        reached = true;
      });
      const key = new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true, cancelable: true });
      document.querySelector('.rename-input')?.dispatchEvent(key);
      return reached || key.defaultPrevented;
    });
    expect(passed).toBe(false);
  });

  test('the end of an edge is moved', async () => {
    await press('ArrowDown', 'ArrowDown', 'e', 'm');
    await page.getByRole('status').getByText('go on, instead of to pick, to').waitFor();
    await press('ArrowDown', 'ArrowDown', 'Enter');
    const { edit } = await host.edit();
    expect(edit).toMatchObject({ kind: 'moveEdge', from: 'train', to: 'pick' });
    expect(['alarm', 'end']).toContain('target' in edit && edit.target);
  });

  test('a step is deleted', async () => {
    await press('ArrowDown', 'ArrowDown', 'Delete');
    expect((await host.edit()).edit).toEqual({ kind: 'deleteStep', step: 'train' });
  });

  test('undo is left to the editor, and so is every key that is not ours', async () => {
    await press('ArrowDown');
    const passed = await page.evaluate(() => {
      const keys = [
        { key: 'z', ctrlKey: true },
        { key: 'Z', ctrlKey: true, shiftKey: true },
        { key: 'p', ctrlKey: true },
        { key: 'F5' },
        { key: 'a' },
      ];
      return keys.map(init => {
        let reached = false;
        const listen = (event: Event) => {
          reached = !event.defaultPrevented;
        };
        window.addEventListener('keydown', listen);
        document
          .querySelector('.canvas')
          ?.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }));
        window.removeEventListener('keydown', listen);
        return reached;
      });
    });
    expect(passed).toEqual([true, true, true, true, false]);
  });
});

describe('by mouse', () => {
  test('a click shows the code, a double click goes there', async () => {
    await page.locator('[data-step="pick"]').click();
    expect(await host.sent('reveal')).toEqual([{ type: 'reveal', step: 'pick', focus: false }]);
    await page.locator('[data-step="alarm"]').dblclick();
    expect((await host.sent('reveal')).at(-1)).toEqual({ type: 'reveal', step: 'alarm', focus: true });
  });

  test('the plus under a node adds a step', async () => {
    await page.locator('[data-step="alarm"]').hover();
    await page.locator('[data-step="alarm"] .handle-out').click();
    await page.getByText('New step after alarm').waitFor();
    await press('Enter');
    expect((await host.edit()).edit).toEqual({ kind: 'addStep', after: 'alarm' });
  });

  test('the plus on an edge inserts a step', async () => {
    await page.locator('[data-edge-label="pick→alarm"]').hover();
    await page.getByRole('button', { name: 'Insert a step between pick and alarm' }).click();
    await press('Enter');
    expect((await host.edit()).edit).toEqual({ kind: 'addStep', after: 'pick', before: 'alarm' });
  });

  test('a drag from a node to anywhere on another connects them', async () => {
    await page.locator('[data-step="train"]').hover();
    const from = await page.locator('[data-step="train"] .handle-out').boundingBox();
    const to = await page.locator('[data-step="end"]').boundingBox();
    if (!from || !to) throw new Error('The steps are not on the screen.');
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(from.x + 40, from.y + 60, { steps: 4 });
    await page.mouse.move(to.x + to.width - 30, to.y + to.height / 2, { steps: 8 });
    await page.mouse.up();
    expect((await host.edit()).edit).toEqual({ kind: 'connect', from: 'train', to: 'end' });
    expect(await page.locator('.namer').count()).toBe(0);
  });

  test('a drag that is let go of over the canvas asks what it leads to', async () => {
    await page.locator('[data-step="alarm"]').hover();
    const from = await page.locator('[data-step="alarm"] .handle-out').boundingBox();
    if (!from) throw new Error('The step is not on the screen.');
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(from.x - 120, from.y + 40, { steps: 8 });
    await page.mouse.up();
    const picker = page.getByRole('dialog', { name: 'What the wire leads to' });
    expect(await picker.getByRole('option').allTextContents()).toEqual([
      expect.stringMatching(/^Add step after/),
      expect.stringMatching(/^Add branch/),
      expect.stringMatching(/^Connect to/),
      expect.stringMatching(/^Go on when/),
    ]);
    await page.keyboard.type('branch');
    await press('Enter');
    await page.keyboard.type('also');
    await press('Enter');
    expect((await host.edit()).edit).toEqual({ kind: 'addBranch', from: 'alarm', name: 'also' });
  });

  test('an option is set in the details', async () => {
    await page.locator('[data-step="train"]').click();
    await press('i');
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('button', { name: 'memory' }).click();
    await page.keyboard.type("'2 GB'");
    await press('Enter');
    expect((await host.edit()).edit).toEqual({
      kind: 'setOption',
      step: 'train',
      option: 'memory',
      value: "'2 GB'",
    });
  });

  test('a parameter is added with its kind and default', async () => {
    await press('Escape', 'p');
    await page.keyboard.type('depth');
    await page.getByLabel('Kind').selectOption('string');
    await page.getByLabel('Default').fill("'deep'");
    await press('Enter');
    expect((await host.edit()).edit).toEqual({
      kind: 'addParameter',
      name: 'depth',
      type: 'string',
      value: "'deep'",
    });
  });

  test('the context menu of an edge deletes it', async () => {
    await page.locator('[data-edge-label="pick→end"]').click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Delete/ }).click();
    expect((await host.edit()).edit).toEqual({ kind: 'deleteEdge', from: 'pick', to: 'end' });
  });

  test('one step is run', async () => {
    await page.locator('[data-step="train"]').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Run this step' }).click();
    expect(await host.sent('runStep')).toEqual([{ type: 'runStep', step: 'train' }]);
  });
});

describe('what the host answers', () => {
  test('a refusal is shown with its reason, and the graph stays as it is', async () => {
    await press('ArrowDown', 'ArrowDown', 'e', 'Delete');
    const { id } = await host.edit();
    await host.reply(id, { ok: false, reason: 'The fan-out of start would never be joined.' });
    await page
      .getByRole('alert')
      .filter({ hasText: 'The fan-out of start would never be joined.' })
      .waitFor();
    expect(await page.locator('.edge[data-edge="train→pick"]').count()).toBe(1);
    await press('Escape');
    await page.locator('.refusal').waitFor({ state: 'detached' });
  });

  test('a renamed step is selected again, whichever comes first, the answer or the flow', async () => {
    await press('ArrowDown', 'ArrowDown', 'F2');
    await page.keyboard.type('fitTrees');
    await press('Enter');
    const { id } = await host.edit();
    await host.show(snapshot(flowSubject(renamed, { version: 8 })));
    await page.waitForSelector('[data-step="fitTrees"]');
    await host.reply(id, { ok: true, step: 'fitTrees' });
    await page.waitForSelector('.step[data-step="fitTrees"][data-selected="true"]');
  });

  test('commands of the editor are about the step the cursor is in when none is selected', async () => {
    await host.show(snapshot(flowSubject(trainFlow, { version: 7 }), { activeStep: 'pick' }));
    await page.waitForSelector('.step[data-step="pick"][data-active="true"]');
    await host.post({ type: 'command', command: 'rename' });
    await page.locator('.step[data-step="pick"] input').waitFor();
  });

  test('a step can be looked into while its run is shown', async () => {
    const failed = stepRun('failed', { failed: 1 }, 0, 90, {
      failure: { task: '0', message: 'Error: weak' },
    });
    await host.show(
      snapshot(flowSubject(trainFlow), { run: run('TrainFlow', 'failed', 0, 99, { pick: failed }) }),
    );
    await page.locator('[data-step="pick"]').click();
    await press('i');
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByText('Error: weak').waitFor();
    await details.getByRole('button', { name: 'Log' }).click();
    expect(await host.sent('openLog')).toEqual([{ type: 'openLog', step: 'pick', task: '0' }]);
    await details.getByRole('button', { name: 'alarm' }).click();
    expect(await selectedStep()).toBe('alarm');
  });
});

const withMeasure: Graph = {
  ...trainFlow,
  steps: [...trainFlow.steps, step('measure', 'linear')],
  edges: [
    ...trainFlow.edges.filter(each => each.from !== 'train'),
    edge('train', 'measure'),
    edge('measure', 'pick', 'join'),
  ],
};
const renamed: Graph = {
  ...trainFlow,
  steps: trainFlow.steps.map(each => (each.name === 'train' ? { ...each, name: 'fitTrees' } : each)),
  edges: trainFlow.edges.map(each => ({
    ...each,
    from: each.from === 'train' ? 'fitTrees' : each.from,
    to: each.to === 'train' ? 'fitTrees' : each.to,
  })),
};
