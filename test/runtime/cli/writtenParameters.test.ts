import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { CommandLine } from '../../../runtime/cli/line.js';
import { run } from '../../../runtime/cli/run.js';
import { writtenParameters } from '../../../runtime/cli/written-parameters.js';
import type { Graph } from '../../../runtime/model/graph.js';

const graph: Graph = {
  flow: 'F',
  doc: '',
  parameters: ['token', 'store', 'size', 'options'].map(name => ({
    name,
    type: 'string',
    required: false,
    doc: '',
  })),
  steps: [],
  edges: [],
};

async function from(text: string | Buffer, of = graph) {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'p.json');
  writeFileSync(file, text);
  const written = await writtenParameters(new CommandLine('run', run, [`--parameters=${file}`]));
  return written?.of(of);
}

test('a text counts as if it were written on the line, anything else as from code', async () => {
  expect(await from('{"token":"5","store":"true","size":5,"options":{"a":[null]}}')).toEqual({
    token: { text: '5' },
    store: { text: 'true' },
    size: { value: 5 },
    options: { value: { a: [null] } },
  });
  expect(await from('\ufeff{}')).toEqual({});
  expect(await writtenParameters(new CommandLine('run', run, []))).toBeNull();
});

test('what is wrong names the file, and quotes nothing of it', async () => {
  for (const text of ['hunter2', '{"token": hunter2}', '{"token": "hunter2" "b"}', '{"token": "hunter2']) {
    const said = await from(text).catch((error: Error) => error.message);
    expect(said).toMatch(/^the file .*p\.json \(--parameters\) is not JSON.*: write \{"NAME": VALUE, …\}$/);
    expect(said).not.toContain('hunter');
  }
  await expect(from('{"a":1,\n "b" 2}')).rejects.toThrow(/is not JSON \(line 2 column 6\)/);
  await expect(from('["hunter2"]')).rejects.toThrow(/p\.json \(--parameters\) holds an array/);
  await expect(from('null')).rejects.toThrow(/holds null/);
  await expect(from('"hunter2"')).rejects.toThrow(/holds a string/);
  await expect(from('{"tokn":"hunter2"}')).rejects.toThrow(
    /^F has no parameter tokn, which the file .*p\.json \(--parameters\) gives: did you mean token\?$/,
  );
  await expect(from('{"nothing":1}')).rejects.toThrow('its parameters are token, store, size, options');
  await expect(from('{"__proto__":1}')).rejects.toThrow('no parameter __proto__');
  await expect(from(`{"token":"${'x'.repeat(16 * 1024 * 1024)}"}`)).rejects.toThrow(/more than 16 MB/);
});

test('a file that is not there, or is no file', async () => {
  const read = (file: string) => writtenParameters(new CommandLine('run', run, ['--parameters', file]));
  await expect(read('/no/such.json')).rejects.toThrow(
    'there is no file /no/such.json, which --parameters names',
  );
  await expect(read(tmpdir())).rejects.toThrow(/--parameters\) can't be read: /);
});
