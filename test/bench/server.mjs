import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { root } from '../../scripts/toolchain/root.mjs';
import { median, wallTime } from './measure.mjs';
import { ms, ratio } from './row.mjs';
import { longFlow, plainModule } from './server-flows.mjs';

/**
 * What it costs to understand flows: in the parser, and in a server that an editor has started.
 *
 * @returns {Promise<import('./row.mjs').Row[]>}
 */
export async function serverRows() {
  const { output } = wallTime(process.execPath, [path.join(root, 'test/bench/server-parse.mjs')], {
    cwd: root,
  });
  /** @type {{ graphs: { steps: number, graph: number[], bare: number[] }[], long: number, diamonds: number }} */
  const parsed = JSON.parse(output);
  const firsts = [];
  for (let i = 0; i < 5; i++) firsts.push(await firstGraph());
  const memory = await memoryOfMany();
  const workspace = await workspaceOfMany();
  return [
    ...parsed.graphs.map(({ steps, graph, bare }) => ({
      what: `change of text to new graph, ${steps.toLocaleString('en')} steps`,
      value: ratio(graph, bare),
      unit: '× bare parse',
      limit: { atMost: 3 },
      beside: `${median(graph).toFixed(1)} ms; createSourceFile and a walk: ${median(bare).toFixed(1)} ms`,
    })),
    {
      what: 'everything wrong with a flow of 500 steps',
      value: parsed.long,
      unit: 'ms',
      limit: { atMost: 100 },
      beside: 'parse, graph, dataflow and all findings',
    },
    {
      what: 'the same of 1,000 diamonds in a row',
      value: parsed.diamonds,
      unit: 'ms',
      limit: { atMost: 1_000 },
      beside: '4,001 steps; Metaflow’s check of 19 takes 84 s',
    },
    {
      what: 'first graph after the server starts',
      value: median(firsts),
      unit: 'ms',
      limit: { atMost: 1_000 },
      beside: `from the start of its process; node -e 0: ${ms(wallTime(process.execPath, ['-e', '0']).spent)}`,
    },
    {
      what: 'memory of a server with 2,000 files open',
      value: memory,
      unit: 'MB',
      limit: { atMost: 250 },
      beside: '50 of them flows of 20 steps',
    },
    {
      what: 'all flows of a workspace of 10,000 files',
      value: workspace.listed,
      unit: 'ms',
      limit: { atMost: 3_000 },
      beside: `100 of them flows, from the start of the server; reading all files: ${ms(workspace.reading)}`,
    },
    {
      what: 'longest wait of a request meanwhile',
      value: workspace.longest,
      unit: 'ms',
      limit: { atMost: 50 },
      beside: `median ${workspace.median.toFixed(1)} ms`,
    },
  ];
}

/** A server in a process of its own, and a client of it. */
function startServer() {
  const child = spawn(process.execPath, [path.join(root, 'runtime/bin/stepwell.js'), 'lsp'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  return { child, connection };
}

/** @param {import('vscode-languageserver-protocol').ProtocolConnection} connection */
async function initialize(connection) {
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});
}

/** Milliseconds from the start of the process to the first graph of a document. */
async function firstGraph() {
  const started = performance.now();
  const { child, connection } = startServer();
  /** @type {PromiseWithResolvers<void>} */
  const graphs = Promise.withResolvers();
  connection.onNotification('stepwell/graphs', () => graphs.resolve());
  await initialize(connection);
  await open(connection, 'file:///work/a.flow.ts', longFlow(20));
  await graphs.promise;
  const spent = performance.now() - started;
  connection.dispose();
  child.kill();
  return spent;
}

/** Megabytes that a server takes once it has answered for all that is open to it. */
async function memoryOfMany() {
  const { child, connection } = startServer();
  await initialize(connection);
  const plain = plainModule();
  for (let i = 0; i < 2_000; i++) {
    const isFlow = i % 40 === 0;
    await open(connection, `file:///work/${i}.ts`, isFlow ? longFlow(20) : `${plain}// ${i}\n`);
  }
  await connection.sendRequest('stepwell/graphsOf', { uri: 'file:///work/1960.ts' });
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  connection.dispose();
  child.kill();
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** How long a server takes to list the flows of many files, and how long it keeps others waiting meanwhile. */
async function workspaceOfMany() {
  const folder = mkdtempSync(path.join(tmpdir(), 'stepwell-bench-workspace-'));
  const plain = plainModule();
  try {
    for (let i = 0; i < 100; i++) mkdirSync(path.join(folder, `part${i}`));
    for (let i = 0; i < 10_000; i++) {
      writeFileSync(path.join(folder, `part${i % 100}`, `${i}.ts`), i % 100 === 0 ? longFlow(20) : plain);
    }
    const readStarted = performance.now();
    for (let i = 0; i < 10_000; i++) readFileSync(path.join(folder, `part${i % 100}`, `${i}.ts`), 'utf8');
    const reading = performance.now() - readStarted;
    const started = performance.now();
    const { child, connection } = startServer();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      capabilities: {},
    });
    await connection.sendNotification('initialized', {});
    /** @type {number[]} */
    const waits = [];
    let isListed = false;
    const asking = (async () => {
      while (!isListed) {
        const asked = performance.now();
        await connection.sendRequest('stepwell/graphsOf', { uri: 'file:///none.ts' });
        waits.push(performance.now() - asked);
        await new Promise(resolve => setTimeout(resolve, 5));
      }
    })();
    const flows = await connection.sendRequest('stepwell/flows');
    const listed = performance.now() - started;
    isListed = true;
    await asking;
    connection.dispose();
    child.kill();
    if (flows.length !== 100) throw new Error(`${flows.length} flows were found`);
    return { listed, reading, longest: Math.max(...waits), median: median(waits) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {import('vscode-languageserver-protocol').ProtocolConnection} connection
 * @param {string} uri
 * @param {string} text
 */
function open(connection, uri, text) {
  return connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'typescript', version: 1, text },
  });
}
