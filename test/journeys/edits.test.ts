import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator } from '@playwright/test';
import { node, penguins } from './penguins.js';
import { expect, test } from './workbench/test.js';
import type { Workbench } from './workbench/workbench.js';

const file = 'edits.flow.ts';
const text = `import { Flow, step } from 'stepwell';

export class Edits extends Flow {
  rows: number[] = [1, 2];

  @step() start() {
    return this.next(this.load);
  }

  /** Loads them. */
  @step() load() {
    if (this.rows.length > 1) return this.next(this.clean);
    return this.next(this.end);
  }

  @step() clean() {
    return this.next(this.end);
  }

  @step() alone() {}

  @step() end() {}
}
`;

/** A person at the graph, with a keyboard and a mouse. */
class Person {
  readonly #keyboard;
  readonly #page;

  constructor(
    readonly workbench: Workbench,
    readonly graph: FrameLocator,
  ) {
    this.#page = workbench.page;
    this.#keyboard = workbench.page.keyboard;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#keyboard.press(key);
  }

  async type(words: string): Promise<void> {
    await this.#keyboard.type(words);
    await this.press('Enter');
  }

  /** What is asked for now is told. */
  async answer(label: string | RegExp, words: string): Promise<void> {
    await expect(this.graph.getByLabel(label)).toBeFocused();
    await this.#keyboard.type(words);
  }

  /** What stands in the field that has the keyboard is written anew. */
  async instead(was: string, is: string): Promise<void> {
    const field = this.graph.locator('input:focus');
    await expect(field).toHaveValue(was);
    await this.press('ControlOrMeta+a');
    await this.#keyboard.type(is);
    await expect(field).toHaveValue(is);
    await this.press('Enter');
  }

  /** Selects a step by its name. */
  async find(step: string): Promise<void> {
    await this.press('/');
    await expect(this.graph.getByRole('combobox')).toBeFocused();
    await this.type(step);
    await expect(node(this.graph, step)).toHaveAttribute('data-selected', 'true');
  }

  /** Selects the edge between two steps, from the first on. */
  async findEdge(from: string, to: string): Promise<void> {
    await this.find(from);
    const edge = this.graph.locator(`.edge[data-edge="${from}→${to}"]`);
    for (let turn = 0; turn < 4; turn++) {
      await this.press('e');
      if ((await edge.getAttribute('data-selected')) === 'true') return;
    }
    throw new Error(`The edge from ${from} to ${to} is not come to.`);
  }

  /** Chooses from the menu of a step, or of the label of an edge. */
  async choose(on: Locator, item: string): Promise<void> {
    await on.click({ button: 'right' });
    const words = this.#page.locator('span').getByText(item, { exact: true });
    await this.graph.getByRole('menuitem').filter({ has: words }).click();
  }

  step(name: string): Locator {
    return node(this.graph, name);
  }

  edge(from: string, to: string): Locator {
    return this.graph.locator(`[data-edge-label="${from}→${to}"]`);
  }

  /** Clicks what the form is sent with. */
  async send(verb: string): Promise<void> {
    await this.graph.locator('.namer').getByRole('button', { name: verb }).click();
  }

  /** What is said to those who listen. */
  async hears(words: string): Promise<void> {
    await expect(this.graph.locator('[role="status"].unseen')).toHaveText(words);
  }

  /** Draws a wire from one step to another. */
  async draw(from: string, to: string): Promise<void> {
    await this.step(from).hover();
    const begin = await this.step(from).locator('.handle-out').boundingBox();
    const end = await this.step(to).boundingBox();
    if (!begin || !end) throw new Error(`${from} and ${to} are not to be seen.`);
    await this.#page.mouse.move(begin.x + begin.width / 2, begin.y + begin.height / 2);
    await this.#page.mouse.down();
    await this.#page.mouse.move(begin.x + 30, begin.y + 30, { steps: 4 });
    await this.#page.mouse.move(end.x + end.width - 20, end.y + end.height / 2, { steps: 8 });
    await this.#page.mouse.up();
  }
}

interface Edit {
  readonly what: string;
  /** What stands in the text instead of what. */
  readonly becomes: readonly (readonly [string, string])[];
  keyboard(by: Person): Promise<void>;
  mouse(by: Person): Promise<void>;
}

const clean = '  @step() clean() {\n    return this.next(this.end);\n  }\n';
const added = (name: string, next: string) =>
  `  @step() ${name}() {\n    return this.next(this.${next});\n  }\n`;

const edits: readonly Edit[] = [
  {
    what: 'a step is added behind another',
    becomes: [[clean, `${clean.replace('this.end', 'this.added')}\n${added('added', 'end')}`]],
    keyboard: async by => {
      await by.find('clean');
      await by.press('a');
      await by.answer(/^New step/, 'added');
      await by.press('Enter');
    },
    mouse: async by => {
      await by.step('clean').hover();
      await by.step('clean').locator('.handle-out').click();
      await by.answer(/^New step/, 'added');
      await by.send('Add');
    },
  },
  {
    what: 'a step is added in front of another',
    becomes: [
      ['return this.next(this.clean)', 'return this.next(this.added)'],
      [clean, `${added('added', 'clean')}\n${clean}`],
    ],
    keyboard: async by => {
      await by.find('clean');
      await by.press('Shift+A');
      await by.answer(/^New step/, 'added');
      await by.press('Enter');
    },
    mouse: async by => {
      await by.choose(by.step('clean'), 'Add step before…');
      await by.answer(/^New step/, 'added');
      await by.send('Add');
    },
  },
  {
    what: 'a step is put into an edge',
    becomes: [
      ['return this.next(this.clean)', 'return this.next(this.added)'],
      [clean, `${added('added', 'clean')}\n${clean}`],
    ],
    keyboard: async by => {
      await by.findEdge('load', 'clean');
      await by.press('a');
      await by.answer(/^New step/, 'added');
      await by.press('Enter');
    },
    mouse: async by => {
      await by.edge('load', 'clean').hover();
      await by.graph.getByRole('button', { name: 'Insert a step between load and clean' }).click();
      await by.answer(/^New step/, 'added');
      await by.send('Insert');
    },
  },
  {
    what: 'a branch is added',
    becomes: [
      ['return this.next(this.load);', 'return this.next(this.load, this.added);'],
      [clean, `  @step() added() {}\n\n${clean}`],
    ],
    keyboard: async by => {
      await by.find('start');
      await by.press('b');
      await by.answer(/^New branch/, 'added');
      await by.press('Enter');
    },
    mouse: async by => {
      await by.choose(by.step('start'), 'Add branch…');
      await by.answer(/^New branch/, 'added');
      await by.send('Add');
    },
  },
  {
    what: 'a step is renamed',
    becomes: [
      ['this.next(this.clean)', 'this.next(this.wash)'],
      ['clean() {', 'wash() {'],
    ],
    keyboard: async by => {
      await by.find('clean');
      await by.press('F2');
      await by.instead('clean', 'wash');
    },
    mouse: async by => {
      await by.choose(by.step('clean'), 'Rename…');
      await by.instead('clean', 'wash');
    },
  },
  {
    what: 'a step is deleted, and the edges heal',
    becomes: [
      ['return this.next(this.clean)', 'return this.next(this.end)'],
      [`${clean}\n`, ''],
    ],
    keyboard: async by => {
      await by.find('clean');
      await by.press('Delete');
    },
    mouse: by => by.choose(by.step('clean'), 'Delete'),
  },
  {
    what: 'a step is duplicated',
    becomes: [[clean, `${clean}\n${clean.replace('clean', 'cleanCopy')}`]],
    keyboard: async by => {
      await by.find('clean');
      await by.press('ControlOrMeta+d');
    },
    mouse: by => by.choose(by.step('clean'), 'Duplicate'),
  },
  {
    what: 'two steps are connected',
    becomes: [['return this.next(this.load);', 'return this.next(this.load, this.alone);']],
    keyboard: async by => {
      await by.find('start');
      await by.press('c', 'a');
      await expect(by.graph.getByRole('combobox')).toHaveValue('a');
      await by.type('lone');
    },
    mouse: by => by.draw('start', 'alone'),
  },
  {
    what: 'two steps are connected under a condition',
    becomes: [
      [
        clean,
        clean.replace('    return', '    if (this.rows.length > 9) return this.next(this.load);\n    return'),
      ],
    ],
    keyboard: async by => {
      await by.find('clean');
      await by.press('w', 'l');
      await by.type('oad');
      await by.answer(/^Go from clean/, 'this.rows.length > 9');
      await by.press('Enter');
    },
    mouse: async by => {
      await by.choose(by.step('clean'), 'Go on when…');
      await by.step('load').click();
      await by.answer(/^Go from clean/, 'this.rows.length > 9');
      await by.send('Connect');
    },
  },
  {
    what: 'an edge is deleted',
    becomes: [
      ['if (this.rows.length > 1) return this.next(this.clean);', 'if (this.rows.length > 1) return;'],
    ],
    keyboard: async by => {
      await by.findEdge('load', 'clean');
      await by.press('Delete');
    },
    mouse: by => by.choose(by.edge('load', 'clean'), 'Delete'),
  },
  {
    what: 'a condition is changed',
    becomes: [['this.rows.length > 1', 'this.rows.length > 7']],
    keyboard: async by => {
      await by.findEdge('load', 'clean');
      await by.press('w');
      await by.instead('this.rows.length > 1', 'this.rows.length > 7');
    },
    mouse: async by => {
      await by.choose(by.edge('load', 'clean'), 'Change condition…');
      await by.instead('this.rows.length > 1', 'this.rows.length > 7');
    },
  },
  {
    what: 'the end of an edge is moved',
    becomes: [['return this.next(this.clean)', 'return this.next(this.start)']],
    keyboard: async by => {
      await by.findEdge('load', 'clean');
      await by.press('m', 's');
      await by.type('tart');
    },
    mouse: async by => {
      await by.choose(by.edge('load', 'clean'), 'Move its end to…');
      await by.step('start').click();
    },
  },
  {
    what: 'a step runs for each of a list',
    becomes: [
      ['return this.next(this.load);', 'return this.foreach(this.rows, this.load);'],
      ['  @step() load() {', '  @step() load(item: number) {'],
    ],
    keyboard: async by => {
      await by.findEdge('start', 'load');
      await by.press('f');
      await by.answer(/each/, 'this.rows');
      await by.press('Enter');
    },
    mouse: async by => {
      await by.graph
        .locator('.edge[data-edge="start→load"] .edge-reach')
        .click({ button: 'right', force: true });
      await by.graph.getByRole('menuitem', { name: 'Run for each…' }).click();
      await by.answer(/each/, 'this.rows');
      await by.send('Run');
    },
  },
  {
    what: 'an option is set',
    becomes: [['  @step() clean() {', '  @step({ retry: 3 }) clean() {']],
    keyboard: async by => {
      await by.find('clean');
      await by.press('.');
      await expect(by.graph.getByRole('combobox')).toBeFocused();
      await by.type('retry');
      await by.instead('', '3');
    },
    mouse: async by => {
      await by.step('clean').click();
      const details = by.graph.getByRole('complementary', { name: 'Details' });
      if ((await details.count()) === 0) await by.graph.getByRole('button', { name: /^Details/ }).click();
      await details.getByRole('button', { name: 'retry' }).click();
      await by.instead('', '3');
      await by.graph.getByRole('button', { name: 'Hide details' }).click();
    },
  },
  {
    what: 'what is said of a step is changed',
    becomes: [['/** Loads them. */', '/** Reads them all. */']],
    keyboard: async by => {
      await by.find('load');
      await by.press('t', 'ControlOrMeta+a');
      await by.answer(/^What load does/, 'Reads them all.');
      await by.press('ControlOrMeta+Enter');
    },
    mouse: async by => {
      await by.choose(by.step('load'), 'Describe…');
      await by.press('ControlOrMeta+a');
      await by.answer(/^What load does/, 'Reads them all.');
      await by.send('Describe');
    },
  },
  {
    what: 'a parameter is added',
    becomes: [
      ['import { Flow, step }', 'import { Flow, step, parameter }'],
      ['[1, 2];\n', '[1, 2];\n  limit = parameter.number();\n'],
    ],
    keyboard: async by => {
      await by.press('Escape', 'Escape', 'p');
      await by.answer('Name of the parameter', 'limit');
      await by.press('Enter');
    },
    mouse: async by => {
      await by.choose(by.graph.locator('.react-flow__pane'), 'Add parameter…');
      await by.answer('Name of the parameter', 'limit');
      await by.send('Add');
    },
  },
  {
    what: 'steps are copied and pasted',
    becomes: [[clean, `${clean}\n${clean.replace('clean', 'cleanCopy')}`]],
    keyboard: async by => {
      await by.find('clean');
      await by.press('ControlOrMeta+c');
      await by.hears('clean is on the clipboard.');
      await by.press('ControlOrMeta+v');
    },
    mouse: async by => {
      await by.choose(by.step('clean'), 'Copy');
      await by.hears('clean is on the clipboard.');
      await by.choose(by.step('clean'), 'Paste');
    },
  },
];

test('the most common edits, by keyboard and by mouse, each taken back', async ({ open }) => {
  test.setTimeout(240_000);
  const workbench = await open({
    ...penguins,
    prepare: folder => {
      penguins.prepare(folder);
      writeFileSync(path.join(folder, file), text);
    },
    // Each edit is saved at once, so that its text can be compared.
    settings: { 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 100 },
  });
  await workbench.openFile(file);
  await workbench.runCommand('Stepwell: Open Graph as Editor');
  const graph = workbench
    .graphFrames()
    .filter({ visible: true })
    .contentFrame()
    .frameLocator('#active-frame');
  await expect(node(graph, 'end')).toBeVisible();
  const person = new Person(workbench, graph);
  await graph.locator('.canvas').click({ position: { x: 8, y: 8 } });

  for (const { what, becomes, ...ways } of edits) {
    const expected = becomes.reduce((all, [was, is]) => all.replace(was, is), text);
    for (const way of ['keyboard', 'mouse'] as const) {
      await test.step(`${what}, by ${way}`, async () => {
        await ways[way](person);
        // A rename asks TypeScript's service too, which has only begun to start.
        // A file that is being written is empty for a moment.
        const saved = () => workbench.fileText(file) || text;
        await expect.poll(saved, { timeout: 60_000 }).not.toBe(text);
        await expect.poll(() => workbench.fileText(file)).not.toBe('');
        expect(workbench.fileText(file), `${what}, by ${way}`).toBe(expected);
        await expect(graph.locator('.canvas')).toHaveAttribute('aria-busy', 'false');
        await person.press('Escape', 'Escape');
        await workbench.undo();
        await expect.poll(() => workbench.fileText(file)).toBe(text);
        await expect(node(graph, 'clean')).toBeVisible();
      });
    }
  }
});
