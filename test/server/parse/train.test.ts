import { expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';

const text = `import { Flow, step, parameter, type Inputs } from 'stepwell';

/** Picks the best tree depth for the penguin classifier. */
export class TrainFlow extends Flow {
  /** Share of rows held out for testing. */
  holdout = parameter.number({ default: 0.2, min: 0, max: 0.9 });

  depths: number[] = [];
  depth!: number;
  score!: number;
  best!: { depth: number; score: number };

  @step() async start() {
    this.depths = [2, 4, 8];
    return this.foreach(this.depths, this.train);
  }

  @step({ retry: 2, timeout: '5m' }) async train(depth: number) {
    this.depth = depth;
    this.score = await fit(depth, this.holdout);
    return this.next(this.pick);
  }

  @step() pick(inputs: Inputs<this>) {
    this.best = maxBy(inputs, i => i.score);
    if (this.best.score < 0.8) return this.next(this.alarm);
    return this.next(this.end);
  }

  @step() alarm() { console.warn('weak model'); return this.next(this.end); }
  @step() end() { console.log(this.best); }
}
`;

test('the flow of the documentation', () => {
  const { flows, problems, broken } = parseFlows(text, 'train.flow.ts');
  expect(broken).toBeNull();
  expect(problems).toEqual([]);
  expect(flows.map(({ graph }) => graph)).toMatchInlineSnapshot(`
    [
      {
        "doc": "Picks the best tree depth for the penguin classifier.",
        "edges": [
          {
            "condition": null,
            "from": "start",
            "kind": "fanout",
            "loop": false,
            "to": "train",
          },
          {
            "condition": null,
            "from": "train",
            "kind": "join",
            "loop": false,
            "to": "pick",
          },
          {
            "condition": "this.best.score < 0.8",
            "from": "pick",
            "kind": "next",
            "loop": false,
            "to": "alarm",
          },
          {
            "condition": "else",
            "from": "pick",
            "kind": "next",
            "loop": false,
            "to": "end",
          },
          {
            "condition": null,
            "from": "alarm",
            "kind": "next",
            "loop": false,
            "to": "end",
          },
        ],
        "flow": "TrainFlow",
        "parameters": [
          {
            "default": 0.2,
            "doc": "Share of rows held out for testing.",
            "max": 0.9,
            "min": 0,
            "name": "holdout",
            "required": false,
            "type": "number",
          },
        ],
        "steps": [
          {
            "doc": "",
            "join": false,
            "kind": "fanout",
            "name": "start",
            "options": {},
            "start": true,
            "unknown": false,
          },
          {
            "doc": "",
            "join": false,
            "kind": "linear",
            "name": "train",
            "options": {
              "retry": 2,
              "timeout": "5m",
            },
            "start": false,
            "unknown": false,
          },
          {
            "doc": "",
            "join": true,
            "kind": "condition",
            "name": "pick",
            "options": {},
            "start": false,
            "unknown": false,
          },
          {
            "doc": "",
            "join": false,
            "kind": "linear",
            "name": "alarm",
            "options": {},
            "start": false,
            "unknown": false,
          },
          {
            "doc": "",
            "join": false,
            "kind": "terminal",
            "name": "end",
            "options": {},
            "start": false,
            "unknown": false,
          },
        ],
      },
    ]
  `);
});
