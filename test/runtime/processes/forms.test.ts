import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../runtime/model/index.js';
import { parseFile } from '../../../server/files/parse-file.js';
import { type Project, project } from '../project.js';
import { classes } from './forms/classes.js';
import { type Form, graphText } from './forms/form.js';
import { names, steps } from './forms/steps.js';
import { transitions } from './forms/transitions.js';

/**
 * Whatever form a class, a step or a transition has: what `check` says, what is drawn and what is run agree. A row says which they are;
 * that they agree is looked at for every row, whatever it says. A form is added as a row of `forms/`.
 */
describe.each([
  ['classes', classes],
  ['steps', steps],
  ['names', names],
  ['transitions', transitions],
] as const)('%s', (_, forms) => {
  test.each(forms.map(form => [form.name, form] as const))('%s', { timeout: 60_000 }, async (_name, form) => {
    const p = project({ ...form.files });
    const said = saidOf(p, form);
    const ran = await runOf(p, form);
    expect({ check: said.codes, graph: said.graph, run: ran.words }).toEqual({
      check: form.check,
      graph: form.graph,
      run: form.run,
    });
    agree(said, ran);
  });
});

interface Said {
  readonly codes: string;
  readonly graph: string;
  readonly errors: readonly string[];
  /** Null where there is no flow to run. */
  readonly ways: ReadonlySet<string> | null;
  readonly steps: ReadonlySet<string>;
  readonly unknown: ReadonlySet<string>;
  readonly start: string | undefined;
  readonly open: boolean;
}

function saidOf(p: Project, form: Form): Said {
  const [file = '', text = ''] = Object.entries(form.files)[0] ?? [];
  const { flows, problems } = parseFile(text, p.path(file));
  const flow = flows.find(({ graph }) => graph.flow === (form.flow ?? graph.flow));
  const graph = flow?.graph;
  return {
    codes: problems.map(({ code }) => code).join(' '),
    graph: graph ? graphText(graph) : '',
    errors: problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    ways: graph ? new Set(graph.edges.map(({ from, to }) => `${from}>${to}`)) : null,
    steps: new Set(graph?.steps.map(({ name }) => name)),
    unknown: new Set(graph?.steps.filter(one => one.unknown).map(({ name }) => name)),
    start: graph?.steps.find(one => one.start)?.name,
    open: problems.some(({ code }) => code === 'unknown-base'),
  };
}

interface Ran {
  readonly words: string;
  readonly err: string;
  /** Null where nothing was run. */
  readonly events: readonly RunEvent[] | null;
}

async function runOf(p: Project, form: Form): Promise<Ran> {
  const [file = ''] = Object.keys(form.files);
  const { code, err } = await p.stepwell('run', form.flow ? `${file}:${form.flow}` : file);
  if (p.runs().length === 0) {
    expect(code, err).toBe(2);
    expect(err, 'a fault of our own').not.toContain("stepwell's own");
    const words = /nothing was run|has no flow/.test(err) ? 'refused' : `refused: ${err}`;
    return { words: /does not show/.test(err) ? 'refused when it is loaded' : words, err, events: null };
  }
  const { error } = p.status();
  expect(code, err).toBe(error ? 1 : 0);
  const events = p.events();
  const ran = new Set(events.flatMap(one => (one.type === 'task.started' ? one.step : [])));
  return { words: error ? `failed: ${error.message}` : [...ran].join(' '), err, events };
}

function agree(said: Said, { err, events, words }: Ran): void {
  if (said.ways === null || said.errors.length > 0) {
    expect(events, 'it runs, although there is an error or no flow').toBe(null);
    for (const message of said.errors) expect(err).toContain(message);
    return;
  }
  if (events === null) {
    expect(words).toBe('refused when it is loaded');
    return;
  }
  const queued = events.filter(({ type }) => type === 'task.queued') as Extract<
    RunEvent,
    { type: 'task.queued' }
  >[];
  expect(queued[0]?.step).toBe(said.start);
  if (said.open) return;
  for (const { step, from } of queued) {
    expect(said.steps).toContain(step);
    for (const before of from) {
      const [name = ''] = before.split('/');
      if (!said.unknown.has(name)) expect(said.ways).toContain(`${name}>${step}`);
    }
  }
}
