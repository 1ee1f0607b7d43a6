/** The view in the states and themes that matter: drawn by gallery.ts to be looked at, and looked over by tests. */
import type { Page } from '@playwright/test';
import type { Graph } from '../../runtime/model/graph.js';
import { diffGraphs } from '../../runtime/model/graph-diff.js';
import type { ViewSnapshot } from '../../webview/graph/protocol.js';
import {
  endingFlow,
  etlFlow,
  flowSubject,
  generatedFlow,
  problem,
  run,
  snapshot,
  standsStill,
  stepRun,
  trainFlow,
} from './graphs.js';
import type { PageOptions } from './page.js';
import { answerTasks } from './tasks.js';

export interface Picture extends PageOptions {
  readonly name: string;
  readonly snapshot: ViewSnapshot;
  /** What is done before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

const now = Date.now();
const minute = 60_000;

const trainRunning = run('TrainFlow', 'running', now - 12_000, null, {
  start: stepRun('done', { done: 1 }, now - 12_000, 41, { next: { train: 1 } }),
  train: stepRun(
    'running',
    { done: 312, failed: 2, running: 4, retrying: 1, queued: 681 },
    now - 11_900,
    null,
    { retries: 5 },
  ),
});
const trainFailed = run(
  'TrainFlow',
  'failed',
  now - minute,
  7320,
  {
    start: stepRun('done', { done: 1 }, now - minute, 38, { next: { train: 1 } }),
    train: stepRun('failed', { done: 5, failed: 1, cancelled: 2 }, now - minute, 7200, {
      failure: { task: '4', message: 'RangeError: depth must be a positive number, not -1' },
    }),
  },
  { error: { step: 'train', task: '4', message: 'RangeError: depth must be a positive number, not -1' } },
);
const etlStates = run(
  'WarehouseFlow',
  'running',
  now - 5 * minute,
  null,
  {
    start: stepRun('done', { done: 1 }, now - 5 * minute, 350, {
      reused: 1,
      next: { discoverSources: 1 },
    }),
    discoverSources: stepRun('done', { done: 1 }, now - 5 * minute, 35, {
      next: { listRegions: 1, fetchRates: 1 },
    }),
    listRegions: stepRun('done', { done: 1 }, now - 5 * minute, 1200, { next: { listFiles: 1 } }),
    listFiles: stepRun('done', { done: 8 }, now - 5 * minute, 4100, {
      reused: 3,
      next: { loadFile: 8 },
    }),
    loadFile: stepRun(
      'running',
      { done: 1204, caught: 13, running: 8, queued: 2200 },
      now - 4.8 * minute,
      null,
      { next: { mergeFiles: 1217 } },
    ),
    mergeFiles: stepRun('queued', { queued: 1 }, 0, null),
    fetchRates: stepRun('retrying', { retrying: 1 }, now - 4.9 * minute, null, {
      retries: 2,
      next: { checkRates: 3 },
    }),
    checkRates: stepRun('done', { done: 3 }, now - 4.9 * minute, 900, {
      next: { fetchRates: 2, convert: 1 },
    }),
    convert: stepRun('cancelled', { cancelled: 1 }, now - minute, 300),
    validateAndNormalizeRecords: stepRun('caught', { caught: 1 }, now - minute, 64_000, {
      next: { quarantine: 1 },
    }),
    quarantine: stepRun('lost', { lost: 1 }, now - minute, null),
    publish: stepRun('failed', { failed: 1 }, now - minute, 210, {
      failure: { task: '0', message: 'Error: the mart is locked' },
    }),
  },
  { mode: 'resume' },
);
const newer = { asked: null, absent: ['pick', 'alarm'], gone: ['choose'], changed: 'graph' } as const;
const problems = [
  problem('pick', 'There is no step finish: the nearest name is end.'),
  problem('alarm', 'No transition leads to alarm.', 'warning'),
  problem(null, 'The class is not exported, so nothing else can run it.', 'information'),
];

const select = (step: string) => async (page: Page) => {
  await page.locator(`[data-step="${step}"]`).click();
};
const press =
  (...keys: string[]) =>
  async (page: Page) => {
    for (const key of keys) await page.keyboard.press(key);
  };

const trainBefore: Graph = {
  ...trainFlow,
  steps: [
    ...trainFlow.steps
      .filter(({ name }) => name !== 'alarm')
      .map(step => (step.name === 'train' ? { ...step, options: { retry: 3 } } : step)),
    { ...trainFlow.steps[3]!, name: 'retrain' },
  ],
  edges: [
    ...trainFlow.edges.filter(({ from, to }) => from !== 'alarm' && to !== 'alarm'),
    { from: 'pick', to: 'retrain', kind: 'next', condition: 'this.best.score < 0.5', loop: false },
    { from: 'retrain', to: 'end', kind: 'next', condition: null, loop: false },
  ],
};
const trainChanges = {
  against: 'HEAD',
  diff: diffGraphs({ graph: trainBefore, code: { pick: 'a' } }, { graph: trainFlow, code: { pick: 'b' } }),
};

const trainData = {
  start: { reads: [], writes: ['rows', 'depths'] },
  train: { reads: ['rows'], writes: ['depth', 'score'] },
  pick: { reads: ['score', 'depth', 'best'], writes: ['best'] },
};
const trainArtifacts = [
  { name: 'rows', type: 'Penguin[]', value: '[]', doc: 'Those of the file.' },
  { name: 'best', type: '{ depth: number; score: number }', value: null, doc: 'The tree that does best.' },
];
const train = snapshot(flowSubject(trainFlow, { data: trainData, artifacts: trainArtifacts }));
const etl = snapshot(flowSubject(etlFlow, { fileName: 'warehouse.flow.ts' }));

export const pictures: readonly Picture[] = [
  { name: 'train', snapshot: train },
  { name: 'train-light', snapshot: train, theme: 'lightModern' },
  ...(['darkModern', 'lightModern'] as const).map(theme => ({
    name: `fields-${theme}`,
    snapshot: train,
    theme,
    act: async (page: Page) => {
      await press('i')(page);
      await page.getByRole('button', { name: 'best', exact: true }).click();
    },
  })),
  { name: 'etl', snapshot: etl, width: 1000, height: 1400 },
  { name: 'etl-light', snapshot: etl, width: 1000, height: 1400, theme: 'lightModern' },
  { name: 'etl-contrast', snapshot: etl, width: 1000, height: 1400, theme: 'darkHighContrast' },
  { name: 'etl-right', snapshot: etl, width: 1900, height: 700, act: press('d') },
  { name: 'ends-light', snapshot: snapshot(flowSubject(endingFlow)), theme: 'lightModern' },
  { name: 'ends', snapshot: snapshot(flowSubject(endingFlow)) },
  {
    name: 'ends-right-light',
    snapshot: snapshot(flowSubject(endingFlow)),
    theme: 'lightModern',
    width: 1500,
    height: 420,
    act: press('d'),
  },
  { name: 'running', snapshot: { ...train, run: trainRunning, activeStep: 'train' } },
  {
    name: 'running-light',
    snapshot: { ...train, run: trainRunning, activeStep: 'train' },
    theme: 'lightModern',
  },
  ...(['darkModern', 'lightModern', 'darkHighContrast'] as const).map(theme => ({
    name: `newer-code-${theme}`,
    snapshot: { ...train, run: trainFailed, standing: newer },
    theme,
    act: press('i'),
  })),
  ...([546, 900] as const).map(width => ({
    name: `cancelling-${width}`,
    snapshot: { ...train, run: trainRunning, standing: { ...standsStill, asked: 'cancel' as const } },
    width,
    theme: 'lightModern' as const,
  })),
  { name: 'failed', snapshot: { ...train, run: trainFailed }, act: select('train') },
  {
    name: 'failed-inspector',
    snapshot: { ...train, run: trainFailed },
    act: async page => {
      await select('train')(page);
      await press('i')(page);
    },
  },
  {
    name: 'inspector-light',
    snapshot: { ...etl, run: etlStates },
    theme: 'lightModern',
    act: async page => {
      await press('ArrowDown', 'ArrowDown', 'i')(page);
    },
  },
  { name: 'states', snapshot: { ...etl, run: etlStates }, width: 1000, height: 1400 },
  {
    name: 'states-light',
    snapshot: { ...etl, run: etlStates },
    width: 1000,
    height: 1400,
    theme: 'lightModern',
  },
  {
    name: 'states-contrast',
    snapshot: { ...etl, run: etlStates },
    width: 1000,
    height: 1400,
    theme: 'darkHighContrast',
  },
  {
    name: 'states-contrast-light',
    snapshot: { ...etl, run: etlStates },
    width: 1000,
    height: 1400,
    theme: 'lightHighContrast',
  },
  { name: 'states-forced', snapshot: { ...etl, run: etlStates }, width: 1000, height: 1400, forced: true },
  ...(['darkModern', 'lightModern', 'darkHighContrast', 'lightHighContrast'] as const).map(theme => ({
    name: `folded-${theme}`,
    snapshot: {
      ...etl,
      subject: flowSubject(etlFlow, {
        fileName: 'warehouse.flow.ts',
        problems: [problem('mergeFiles', 'Nothing sets rows on the way here.', 'warning')],
      }),
      run: etlStates,
    },
    width: 1000,
    height: 900,
    theme,
    act: async (page: Page) => {
      await select('listRegions')(page);
      await press('z')(page);
      await page.waitForSelector('[data-fold="body"]');
      await select('checkRates')(page);
      await press('z')(page);
      await page.waitForSelector('[data-fold="loop"]');
    },
  })),
  {
    name: 'folded-plain',
    snapshot: etl,
    width: 1000,
    height: 900,
    act: async page => {
      await select('listRegions')(page);
      await press('z', 'i')(page);
      await page.waitForSelector('[data-fold="body"]');
      await page.locator('[data-fold="body"]').click();
      await page.locator('[data-step="discoverSources"]').hover();
    },
  },
  {
    name: 'folded-right',
    snapshot: { ...etl, run: etlStates },
    width: 1500,
    height: 500,
    act: async page => {
      await press('d')(page);
      await select('discoverSources')(page);
      await press('z')(page);
      await page.waitForSelector('[data-fold="body"]');
    },
  },
  {
    name: 'problems',
    snapshot: snapshot(flowSubject(trainFlow, { problems })),
    act: async page => page.locator('.problems-line').click(),
  },
  {
    name: 'broken',
    snapshot: snapshot(
      flowSubject(trainFlow, { broken: "line 14: ')' expected", problems: problems.slice(0, 1) }),
    ),
  },
  {
    name: 'past-run',
    snapshot: snapshot(
      { kind: 'pastRun', fileName: 'train.flow.ts', graph: trainFlow },
      { run: trainFailed },
    ),
  },
  { name: 'restricted', snapshot: { ...train, canRun: false } },
  {
    name: 'several-flows',
    snapshot: snapshot(flowSubject(trainFlow, { flows: ['TrainFlow', 'WarehouseFlow'], data: trainData })),
    act: select('pick'),
  },
  {
    name: 'empty',
    snapshot: snapshot({ kind: 'empty', message: 'There is no flow in notes.ts', canBegin: true }),
  },
  {
    name: 'empty-light',
    snapshot: snapshot({ kind: 'empty', message: 'There is no flow in notes.ts', canBegin: true }),
    theme: 'lightModern',
    width: 340,
  },
  { name: 'narrow', snapshot: { ...train, run: trainRunning }, width: 320, height: 640 },
  {
    name: 'narrow-inspector',
    snapshot: { ...train, run: trainFailed },
    width: 320,
    height: 640,
    act: press('ArrowDown', 'ArrowDown', 'i'),
  },
  ...(['darkModern', 'lightModern', 'lightHighContrast'] as const).map(theme => ({
    name: `tasks-${theme}`,
    snapshot: { ...train, run: trainRunning },
    theme,
    act: async (page: Page) => {
      await answerTasks(page, 1_000);
      await page.locator('[data-step="train"] .step-many').click();
      await page.waitForSelector('.task-name');
      await page.keyboard.press('ArrowDown');
    },
  })),
  ...(
    [
      ['graph', undefined],
      ['details', press('ArrowDown', 'ArrowDown', 'i')],
      ['help', press('?')],
      ['finder', press('/')],
      ['palette', press('ArrowDown', '.')],
      ['adding', press('ArrowDown', 'a')],
      ['parameter', press('p')],
      ['export', press('x')],
      [
        'tasks',
        async (page: Page) => {
          await answerTasks(page, 1_000);
          await page.locator('[data-step="train"] .step-many').click();
          await page.waitForSelector('.task-name');
        },
      ],
      ['menu', async (page: Page) => page.locator('.step').first().click({ button: 'right' })],
    ] as const
  ).map(([what, act]) => ({
    name: `thin-${what}`,
    snapshot: { ...train, run: trainFailed, changes: what === 'graph' ? null : trainChanges },
    // A panel as thin as VS Code lets it be; one at 200 % has no more room.
    width: 250,
    height: 420,
    ...(act ? { act } : {}),
  })),
  { name: 'big', snapshot: snapshot(flowSubject(generatedFlow(500))), act: press('0') },
  ...([20, 30, 45] as const).map(size => ({
    name: `far-${size}`,
    snapshot: { ...snapshot(flowSubject(generatedFlow(size))), run: null },
    act: press('0'),
  })),
  ...([20, 45, 100] as const).map(size => ({
    name: `columns-${size}`,
    snapshot: snapshot(flowSubject(generatedFlow(size))),
    act: press('Shift+D', '0'),
  })),
  {
    name: 'columns-light',
    snapshot: snapshot(flowSubject(generatedFlow(30))),
    theme: 'lightModern' as const,
    act: press('Shift+D', '0'),
  },
  {
    name: 'columns-right',
    snapshot: snapshot(flowSubject(generatedFlow(45))),
    theme: 'lightModern' as const,
    width: 1300,
    act: press('Shift+D', 'd', '0'),
  },
  { name: 'far-states', snapshot: { ...etl, run: etlStates }, width: 700, height: 640, act: press('0') },
  {
    name: 'far-states-light',
    snapshot: { ...etl, run: etlStates },
    width: 700,
    height: 640,
    theme: 'lightModern',
    act: press('0'),
  },
  { name: 'big-first-sight', snapshot: snapshot(flowSubject(generatedFlow(500))) },
  {
    name: 'finder',
    snapshot: { ...etl, run: etlStates },
    act: async page => {
      await press('/')(page);
      await page.keyboard.type('is:');
    },
  },
  { name: 'help', snapshot: train, act: press('?') },
  { name: 'help-light', snapshot: train, theme: 'lightModern', act: press('?') },
  {
    name: 'menu',
    snapshot: { ...train, run: trainFailed },
    act: async page => page.locator('[data-step="train"]').click({ button: 'right' }),
  },
  {
    name: 'menu-edge-light',
    snapshot: train,
    theme: 'lightModern',
    act: async page => page.locator('[data-edge-label="pick→alarm"]').click({ button: 'right' }),
  },
  {
    name: 'adding',
    snapshot: train,
    act: async page => {
      await select('train')(page);
      await press('a')(page);
      await page.keyboard.type('measure');
    },
  },
  {
    name: 'adding-light',
    snapshot: train,
    theme: 'lightModern',
    act: async page => {
      await select('train')(page);
      await press('a')(page);
      await page.keyboard.type('train');
    },
  },
  {
    name: 'renaming',
    snapshot: train,
    act: async page => {
      await select('pick')(page);
      await press('F2')(page);
      await page.keyboard.type('choose');
    },
  },
  ...(['darkModern', 'lightModern', 'darkHighContrast', 'lightHighContrast'] as const).flatMap(theme => [
    {
      name: `several-menu-${theme}`,
      snapshot: train,
      theme,
      act: async (page: Page) => {
        await select('train')(page);
        await page.locator('[data-step="pick"]').click({ modifiers: ['Shift'] });
        await page.locator('[data-step="pick"]').click({ button: 'right' });
      },
    },
    {
      name: `palette-${theme}`,
      snapshot: train,
      theme,
      act: async (page: Page) => {
        await select('train')(page);
        await press('.')(page);
      },
    },
    {
      name: `form-${theme}`,
      snapshot: train,
      theme,
      act: press('p'),
    },
  ]),
  {
    name: 'box',
    snapshot: etl,
    width: 1000,
    height: 1400,
    act: async page => {
      await page.keyboard.down('Shift');
      await page.mouse.move(40, 300);
      await page.mouse.down();
      await page.mouse.move(700, 700, { steps: 5 });
    },
  },
  {
    name: 'wire',
    snapshot: train,
    act: async page => {
      await page.locator('[data-step="alarm"]').hover();
      const from = await page.locator('[data-step="alarm"] .handle-out').boundingBox();
      await page.mouse.move((from?.x ?? 0) + 10, (from?.y ?? 0) + 10);
      await page.mouse.down();
      await page.mouse.move(120, 420, { steps: 8 });
      await page.mouse.up();
    },
  },
  {
    name: 'connecting',
    snapshot: train,
    act: async page => {
      await select('train')(page);
      await press('c', 'ArrowDown', 'ArrowDown')(page);
    },
  },
  {
    name: 'refused',
    snapshot: train,
    act: async page => {
      await select('train')(page);
      await press('e', 'Delete')(page);
      await page.waitForFunction(() => window.sent.some(message => message.type === 'edit'));
      await page.evaluate(() =>
        window.postMessage(
          {
            type: 'reply',
            id: 1,
            reply: { ok: false, reason: 'Without this edge the fan-out of start would never be joined.' },
          },
          '*',
        ),
      );
    },
  },
  ...(['darkModern', 'lightModern', 'darkHighContrast'] as const).map(theme => ({
    name: `changes-${theme}`,
    snapshot: { ...train, changes: trainChanges },
    theme,
    act: async (page: Page) => {
      await select('train')(page);
      await press('i')(page);
    },
  })),
  ...(['darkModern', 'lightModern'] as const).map(theme => ({
    name: `export-${theme}`,
    snapshot: { ...etl, run: etlStates },
    theme,
    act: press('x'),
  })),
  {
    name: 'hover',
    snapshot: train,
    act: async page => page.locator('[data-step="train"]').hover(),
  },
  ...(['darkModern', 'lightModern'] as const).map(theme => ({
    name: `artifact-${theme}`,
    snapshot: train,
    theme,
    act: async (page: Page) => {
      // In the middle of a short edge stands what puts a step there.
      await select('train')(page);
      await press('e', 'i')(page);
      await page.getByRole('button', { name: 'score', exact: true }).click();
    },
  })),
  {
    name: 'hover-edge',
    snapshot: train,
    act: async page => page.locator('[data-edge="train→pick"] .edge-reach').hover({ force: true }),
  },
];

/** The pictures of docs/graph.md, by the names that they have there. */
export const inDocs: Readonly<Record<string, string>> = {
  'running-light': 'graph-run',
  'ends-light': 'graph-ends',
  'columns-light': 'graph-columns',
  'palette-lightModern': 'graph-palette',
  'form-lightModern': 'graph-form',
  'changes-lightModern': 'graph-changes',
  'tasks-lightModern': 'graph-tasks',
  'folded-lightModern': 'graph-folded',
  'artifact-lightModern': 'graph-artifact',
  'export-lightModern': 'graph-export',
};
