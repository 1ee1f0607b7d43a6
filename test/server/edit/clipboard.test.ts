/** A step is copied out of flows of all styles and pasted into others, twice: what comes out has to be sound wherever it comes to. */
import { expect, test } from 'vitest';
import { editFlow } from '../../../server/edit/edit.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { Typed } from '../fixes/typed.js';

const typed = new Typed(false);
const H = `import { Flow, step, parameter, type Inputs } from 'stepwell';\n`;
const sources: Record<string, string> = {
  plain: `${H}import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as os from 'node:os';

type Row = { cells: string[] };
const separator = ',';
/** Cuts. */
function cut(line: string): string[] { return line.split(separator); }
enum Kind { A = 'a', B = 'b' }
class Box { constructor(readonly row: Row) {} }

export class F extends Flow {
  /** From. */
  file = parameter.string({ default: 'rows.csv' });
  rows: Row[] = [];
  kind: Kind = Kind.A;
  #seen = 0;
  static limit = 3;

  @step() start() { return this.foreach(['a'], this.load); }

  /** Reads. */
  @step({ retry: 2 })
  async load(name: string) {
    const text = await readFile(path.join(os.tmpdir(), this.file, name), 'utf8');
    this.rows = text.split('\\n').map(line => ({ cells: cut(line) }));
    this.#count(F.limit);
    const box = new Box(this.rows[0]!);
    this.kind = box.row.cells.length > 1 ? Kind.B : Kind.A;
    return this.next(this.join);
  }

  // Joins.
  @step() join(inputs: Inputs<this>) {
    this.rows = inputs.flatMap(one => one.rows);
    if (inputs[0]!.rows.length > 1) return this.next(this.end);
    return this.next(this.start2);
  }

  @step() start2() { return this.next(this.end); }

  #count(by: number) { this.#seen += by; return \`
  \${this.#seen}
\`; }

  get many() { return this.rows.length; }

  @step() end() { console.log(this.many, this.kind satisfies Kind); }
}
`,
  tabs: `import { Flow as Base, step as task } from "stepwell"\r\nimport type { Stats } from "node:fs"\r\n\r\nexport default class F extends Base {\r\n\tstats?: Stats\r\n\r\n\t@task()\r\n\tasync start() {\r\n\t\tconst { statSync } = await import("node:fs")\r\n\t\tthis.stats = statSync(".")\r\n\t\t;[1].forEach(n => console.log(n))\r\n\t\treturn this.next(this.end)\r\n\t}\r\n\r\n\t@task()\r\n\tend() {\r\n\t\tconsole.log(this.stats)\r\n\t}\r\n}\r\n`,
  names: `import * as sw from 'stepwell';\n\nabstract class Shared extends sw.Flow {\n  shared = 1;\n  help() { return this.shared; }\n}\n\nexport class F extends Shared {\n  @sw.step() start() { this.help(); return this.next(this.end); }\n  @sw.step({ catch: 'problem' }) end() {}\n  problem?: Error;\n}\n`,
};
const targets: Record<string, string> = {
  same: sources.plain!,
  tabs: sources.tabs!,
  names: sources.names!,
  empty: `import { Flow } from 'stepwell';\n\nexport class F extends Flow {}\n`,
  clash: `${H}const separator = ';';\nfunction cut() { return separator; }\nconst path = 1, os = 2, Box = 3, Kind = cut;\ntype Row = number;\n\nexport class F extends Flow {\n  rows: number[] = [];\n  kind = 1;\n  #count() { return 1; }\n  load = 3;\n\n  @step() start() { this.#count(); console.log(path, os, Box, Kind, this.load as Row); return this.next(this.end); }\n  @step() end() {}\n}\n`,
  one: `import { Flow, step } from 'stepwell';\n\nexport class F extends Flow { @step() start() { return this.next(this.end); } @step() end() {} }\n`,
  ns: `import { Flow, step } from 'stepwell';\n\nexport namespace N {\n    export class F extends Flow {\n        @step()\n        start() {\n            return this.next(this.end);\n        }\n\n        @step()\n        end() {\n        }\n    }\n}\n`,
};

const copies = Object.entries(sources).flatMap(([name, text]) =>
  parseFlows(text, 'f.flow.ts')
    .classes.find(({ graph }) => graph.flow === 'F')!
    .steps.filter(({ own }) => own)
    .map(({ name: step }) => ({ name, step, text })),
);

test.each(copies)('$step of $name', ({ step, text }) => {
  const copied = editFlow(text, 'f.flow.ts', 'F', { kind: 'copyStep', step });
  if (!copied.ok || copied.clipboard === null) throw new Error('not copied');
  const { clipboard } = copied;
  // Where it goes on to is not copied.
  const isSound = (finding: string): boolean => !/^2339 .* on type 'F'/.test(finding);
  expect(typed.findings(clipboard).filter(isSound), clipboard).toEqual([]);
  for (const [into, target] of Object.entries(targets)) {
    let now = target;
    for (const turn of [1, 2]) {
      const pasted = editFlow(now, 'f.flow.ts', 'F', { kind: 'pasteSteps', text: clipboard });
      if (!pasted.ok) throw new Error(`into ${into}: ${pasted.reason}`);
      const told = `${into}, turn ${turn}:\n${pasted.text}`;
      const known = typed.findings(now);
      expect(
        typed.findings(pasted.text).filter(one => !known.includes(one)),
        told,
      ).toEqual([]);
      expect(pasted.text, told).not.toMatch(/\n[ \t]*\r?\n[ \t]*\r?\n/);
      if (target.includes('\r\n')) expect(pasted.text, told).not.toMatch(/[^\r]\n/);
      now = pasted.text;
    }
  }
});
