/** Flows to draw: one as in the documentation, one with everything in it, and generated ones of any size. */
import type { Edge, EdgeKind, Graph, Step, StepKind, StepOptions } from '../../runtime/model/graph.js';
import type { RunOverlay, StepOverlay } from '../../runtime/model/overlay.js';
import type { TaskStatus } from '../../runtime/model/run.js';
import type { RunStanding, ViewProblem, ViewSnapshot, ViewSubject } from '../../webview/graph/protocol.js';

interface StepExtras {
  readonly doc?: string;
  readonly options?: StepOptions;
  readonly start?: boolean;
  readonly join?: boolean;
  readonly unknown?: boolean;
}

export function step(name: string, kind: StepKind, extras: StepExtras = {}): Step {
  return {
    name,
    kind,
    start: extras.start ?? kind === 'start',
    join: extras.join ?? kind === 'join',
    unknown: extras.unknown ?? false,
    doc: extras.doc ?? '',
    options: extras.options ?? {},
  };
}

export function edge(
  from: string,
  to: string,
  kind: EdgeKind = 'next',
  condition: string | null = null,
): Edge {
  return { from, to, kind, condition, loop: false };
}

export const trainFlow: Graph = {
  flow: 'TrainFlow',
  doc: 'Picks the best tree depth for the penguin classifier.',
  parameters: [
    {
      name: 'holdout',
      type: 'number',
      default: 0.2,
      required: false,
      doc: 'Share of rows held out for testing.',
      min: 0,
      max: 0.9,
    },
  ],
  steps: [
    step('start', 'fanout', { start: true }),
    step('train', 'linear', {
      doc: 'Fits one tree and scores it on the held-out rows.',
      options: { retry: 2, timeout: '5m' },
    }),
    step('pick', 'condition', { join: true, doc: 'Keeps the depth with the best score.' }),
    step('alarm', 'linear'),
    step('end', 'terminal'),
  ],
  edges: [
    edge('start', 'train', 'fanout'),
    edge('train', 'pick', 'join'),
    edge('pick', 'alarm', 'next', 'this.best.score < 0.8'),
    edge('pick', 'end', 'next', 'else'),
    edge('alarm', 'end'),
  ],
};

/** Every kind of step and edge, nested fan-outs, a loop, options and an unknown transition. */
export const etlFlow: Graph = {
  flow: 'WarehouseFlow',
  doc: 'Loads yesterday’s orders from every region, mends what can be mended, and publishes the marts.',
  parameters: [
    {
      name: 'day',
      type: 'string',
      required: true,
      doc: 'The day to load, as YYYY-MM-DD.',
    },
    {
      name: 'mode',
      type: 'choice',
      default: 'full',
      required: false,
      doc: '',
      choices: ['full', 'delta'],
    },
  ],
  steps: [
    step('start', 'start', { doc: 'Opens the warehouse and checks the day.' }),
    step('discoverSources', 'split', { doc: 'Finds what there is to load.' }),
    step('listRegions', 'fanout', { doc: 'One branch for each region.' }),
    step('listFiles', 'fanout', {
      doc: 'One branch for each file of the region.',
      options: { retry: 3 },
    }),
    step('loadFile', 'linear', {
      doc: 'Reads, checks and stores one file.',
      options: { retry: { times: 2, delay: '10s', backoff: 2 }, timeout: '10m', catch: 'loadError' },
    }),
    step('mergeFiles', 'join', { doc: 'All files of one region.' }),
    step('mergeRegions', 'join', { doc: 'All regions.' }),
    step('fetchRates', 'linear', { doc: 'Exchange rates of the day.', options: { timeout: 30_000 } }),
    step('checkRates', 'condition', { doc: 'Asks again while the bank has none.' }),
    step('convert', 'join', { doc: 'Everything in one currency.' }),
    step('validateAndNormalizeRecords', 'condition', { doc: 'Rules of the data contract.' }),
    step('quarantine', 'linear', { doc: 'Puts aside what breaks the contract.' }),
    step('publish', 'linear', { unknown: true, doc: 'Writes the marts; some go on to a step of their own.' }),
    step('end', 'terminal', { doc: 'Tells the team.' }),
  ],
  edges: [
    edge('start', 'discoverSources'),
    edge('discoverSources', 'listRegions', 'split'),
    edge('discoverSources', 'fetchRates', 'split'),
    edge('listRegions', 'listFiles', 'fanout'),
    edge('listFiles', 'loadFile', 'fanout'),
    edge('loadFile', 'mergeFiles', 'join'),
    edge('mergeFiles', 'mergeRegions', 'join'),
    edge('mergeRegions', 'convert', 'join'),
    edge('fetchRates', 'checkRates'),
    { ...edge('checkRates', 'fetchRates', 'next', 'this.rates.length === 0'), loop: true },
    edge('checkRates', 'convert', 'join', 'else'),
    edge('convert', 'validateAndNormalizeRecords'),
    edge(
      'validateAndNormalizeRecords',
      'quarantine',
      'next',
      'this.violations.length > this.maxViolations && !this.force',
    ),
    edge('validateAndNormalizeRecords', 'publish', 'next', 'else'),
    edge('quarantine', 'publish'),
    edge('publish', 'end'),
  ],
};

/** `size` steps: diamonds, conditions and chains in turn. */
export function generatedFlow(size: number): Graph {
  const steps: Step[] = [step('start', 'start')];
  const edges: Edge[] = [];
  let last = 'start';
  for (let block = 0; steps.length + 5 < size; block++) {
    const name = (part: string) => `${part}${block}`;
    if (block % 3 === 2) {
      steps.push(step(name('check'), 'condition'), step(name('mend'), 'linear'), step(name('go'), 'linear'));
      edges.push(
        edge(last, name('check')),
        edge(name('check'), name('mend'), 'next', `this.count${block} > 10`),
        edge(name('check'), name('go'), 'next', 'else'),
        edge(name('mend'), name('go')),
      );
      last = name('go');
      continue;
    }
    steps.push(step(name('split'), 'split'), step(name('left'), 'linear', { doc: 'One half of the work.' }));
    steps.push(step(name('right'), 'linear'), step(name('join'), 'join'));
    edges.push(
      edge(last, name('split')),
      edge(name('split'), name('left'), 'split'),
      edge(name('split'), name('right'), 'split'),
      edge(name('left'), name('join'), 'join'),
      edge(name('right'), name('join'), 'join'),
    );
    last = name('join');
  }
  while (steps.length < size - 1) {
    const name = `tail${steps.length}`;
    steps.push(step(name, 'linear'));
    edges.push(edge(last, name));
    last = name;
  }
  return {
    flow: 'GeneratedFlow',
    doc: '',
    parameters: [],
    steps: [...steps, step('end', 'terminal')],
    edges: [...edges, edge(last, 'end')],
  };
}

type FlowSubject = Extract<ViewSubject, { kind: 'flow' }>;

export function flowSubject(graph: Graph, changes: Partial<FlowSubject> = {}): FlowSubject {
  return {
    kind: 'flow',
    uri: 'file:///flows/train.flow.ts',
    fileName: 'train.flow.ts',
    version: 1,
    graph,
    written: null,
    flows: [graph.flow],
    broken: null,
    problems: [],
    data: {},
    artifacts: [],
    readOnly: null,
    ...changes,
  };
}

export function snapshot(subject: ViewSubject, changes: Partial<ViewSnapshot> = {}): ViewSnapshot {
  const standing = changes.run ? standsStill : null;
  return { subject, run: null, standing, changes: null, activeStep: null, canRun: true, ...changes };
}

/** Of a run that is drawn over the very flow that it ran. */
export const standsStill: RunStanding = { asked: null, absent: [], gone: [], changed: 'nothing' };

export function problem(
  step: string | null,
  message: string,
  severity: ViewProblem['severity'] = 'error',
): ViewProblem {
  return { code: 'unknown-target', severity, message, step };
}

/** A step's part in a run that started at `at` and, when `took` is given, ended. */
export function stepRun(
  status: TaskStatus,
  counts: Partial<Record<TaskStatus, number>>,
  at: number,
  took: number | null,
  more: Partial<StepOverlay> = {},
): StepOverlay {
  const total = Object.values(counts).reduce((sum, many) => sum + many, 0);
  return {
    status,
    counts,
    total,
    reused: 0,
    retries: 0,
    startedAt: status === 'queued' ? null : at,
    endedAt: took === null ? null : at + took,
    next: {},
    times: total > 1 && took !== null ? { median: took / 2, slowest: took, slowestTask: '1' } : null,
    failure: null,
    ...more,
  };
}

export function run(
  flow: string,
  status: RunOverlay['status'],
  startedAt: number,
  took: number | null,
  steps: Record<string, StepOverlay>,
  more: Partial<RunOverlay> = {},
): RunOverlay {
  return {
    id: '01KAQ7W3N8Z4',
    flow,
    status,
    mode: 'run',
    startedAt,
    endedAt: took === null ? null : startedAt + took,
    steps,
    error: null,
    ...more,
  };
}

/** A flow that ends early in several ways. */
export const endingFlow: Graph = {
  flow: 'IntakeFlow',
  doc: '',
  parameters: [],
  steps: [
    { ...step('start', 'condition', { start: true, doc: 'Looks what has come in.' }), ends: ['default'] },
    step('parse', 'linear'),
    { ...step('check', 'condition'), ends: ['this.rows.length === 0', 'this.isDuplicate'] },
    { ...step('enrich', 'condition'), ends: [null] },
    step('store', 'terminal'),
  ],
  edges: [
    edge('start', 'parse', 'next', "this.kind === 'csv'"),
    edge('start', 'check', 'next', "this.kind === 'rows'"),
    edge('parse', 'check'),
    edge('check', 'enrich', 'next', '!(this.rows.length === 0) && !(this.isDuplicate)'),
    edge('enrich', 'store', 'next', 'this.isReady'),
  ],
};
