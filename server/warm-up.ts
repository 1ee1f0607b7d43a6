import { parseFlows } from './parse/flows.js';

/** Something of everything, so that what reads it has been compiled once. */
const sample = `import { Flow, parameter, step, type Inputs } from 'stepwell';
/** A flow. */
export class A extends Flow {
  n = parameter.number({ default: 1 });
  rows: number[] = [];
  @step({ retry: 1 }) async start() {
    if (this.n > 1) return this.next(this.a, this.b);
    for (const row of this.rows) console.log(\`\${row}\`, { row });
    return this.foreach(this.rows.map(row => row * 2), this.each);
  }
  @step() a() { this.rows.push(1); return this.next(this.join); }
  @step() b() { return this.next(this.join); }
  @step() each(n: number) { this.rows = [n]; return this.next(this.join); }
  @step() join(inputs: Inputs<this>) { const [first] = inputs; this.merge(inputs); return first ? this.next(this.end) : undefined; }
  @step() end() { switch (this.n) { case 1: try { return; } catch { throw new Error('no'); } } }
}
`;

/** Reads a flow that nobody asked for: the first one takes much longer than all others, and now nobody waits for it. */
export function warmUp(): void {
  for (let turn = 0; turn < 3; turn++) void parseFlows(`${sample}// ${turn}`, 'a.ts').problems.length;
}
