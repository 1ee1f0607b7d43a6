import { afterAll, beforeAll, expect, test } from 'vitest';
import { Project } from '../project.js';

let p: Project;

beforeAll(() => {
  p = new Project({
    'vector.ts': `export class Vector {
  constructor(readonly x: number, readonly y: number) {}
  get length() { return Math.hypot(this.x, this.y); }
}
`,
    'codec.flow.ts': `import { Flow, step, type Inputs } from 'stepwell';
import { Vector } from './vector.js';
export class CodecFlow extends Flow {
  static codecs = {
    vector: { encode: (v: Vector) => [v.x, v.y], decode: ([x, y]: [number, number]) => new Vector(x, y) },
  };
  vector!: Vector;
  length = 0;
  @step() start() {
    this.vector = new Vector(3, 4);
    return this.foreach([1, 2], this.scale);
  }
  @step() scale(factor: number) {
    const read = this.vector instanceof Vector;
    if (!read) throw new Error('it is no Vector');
    this.length = this.vector.length * factor;
    return this.next(this.end);
  }
  @step() end(inputs: Inputs<this>) {
    this.length = inputs.reduce((sum, i) => sum + i.length + (i.vector instanceof Vector ? 0 : 100), 0) + this.vector.length;
  }
}
`,
    'script.ts': `import { CodecFlow } from './codec.flow.js';
import { Vector } from './vector.js';
const run = await CodecFlow.run();
console.log(run.artifacts.vector instanceof Vector, run.artifacts.length);
`,
  });
  p.install();
});

afterAll(() => p.remove());

test('a class instance with a codec is one in every step, at a join, and from code', async () => {
  const { code, out, err } = await p.node('--import', 'stepwell/register', 'script.ts');
  expect({ code, out, err }).toMatchObject({ code: 0, out: 'true 20\n' });
  // Reading it changed nothing: all branches agree, and it is stored once.
  expect(p.status().steps.end?.status).toBe('done');
  expect(await p.json('get', 'latest/end.vector', '--json')).toEqual([3, 4]);
});

test('what is no codec is refused before anything runs', async () => {
  p.write({
    'bad.flow.ts': `import { Flow, step } from 'stepwell';
export class BadFlow extends Flow {
  static codecs = { model: { encode: (m: unknown) => m } };
  @step() start() {}
}
`,
  });
  const { code, err } = await p.stepwell('run', 'bad.flow.ts');
  expect(code).toBe(2);
  expect(err).toMatch(/codec.* model .*encode and decode/);
});
