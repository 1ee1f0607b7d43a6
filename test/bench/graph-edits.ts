/** Measures what edits of the graph take by themselves, and prints that as JSON. Bundled by graph.mjs. */
import { ts } from 'ts-morph';
import type { GraphEdit } from '../../runtime/model/edit.js';
import { editFlow } from '../../server/edit/edit.js';
import { parseFlows } from '../../server/parse/flows.js';
import type { Parsed } from '../../server/parse/parsed.js';
import { inTurn, median } from './measure.mjs';
import { longFlow } from './server-flows.mjs';

const text = longFlow(500);
const edits: Readonly<Record<string, GraphEdit>> = {
  'add a step': { kind: 'addStep', after: 'step250', name: 'added' },
  'delete a step': { kind: 'deleteStep', step: 'step250' },
  connect: { kind: 'connect', from: 'step250', to: 'step300' },
  'set an option': { kind: 'setOption', step: 'step250', option: 'timeout', value: "'7m'" },
  'change a condition': {
    kind: 'connectWhen',
    from: 'step250',
    to: 'step10',
    condition: 'this.rows1.length > 3',
  },
  duplicate: { kind: 'duplicateStep', step: 'step250' },
  'delete ten steps': {
    kind: 'deleteSteps',
    steps: Array.from({ length: 10 }, (_, i) => `step${250 + i}`),
  },
};

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

/** As the server has it when an edit comes: read, and everything wrong with it known. */
function read(what: string): Parsed {
  const parsed = parseFlows(what, 'f.ts');
  // They are worked out when they are asked for.
  if (parsed.broken !== null || parsed.problems.length > 500) throw new Error('It is no such flow.');
  return parsed;
}

const known = read(text);
const rounds = 15;
const found: Record<string, { whole: number; reading: number }> = {};
for (const [name, edit] of Object.entries(edits)) {
  const once = () => {
    const edited = editFlow(text, 'f.ts', 'LongFlow', edit, null, known);
    if (!edited.ok) throw new Error(`${name}: ${edited.reason}`);
    return edited.text;
  };
  const after = once();
  const times = inTurn(rounds, { whole: () => timed(once), reading: () => timed(() => read(after)) });
  found[name] = { whole: median(times.whole), reading: median(times.reading) };
}
const bare = inTurn(rounds, {
  bare: () => timed(() => void ts.createSourceFile('f.ts', text, ts.ScriptTarget.Latest, true)),
});
console.log(JSON.stringify({ edits: found, bare: median(bare.bare) }));
