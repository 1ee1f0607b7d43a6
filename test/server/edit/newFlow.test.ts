import { expect, test } from 'vitest';
import { applied } from '../../../server/edit/draft.js';
import { newFlow } from '../../../server/edit/newFlow.js';
import { parseFlows } from '../../../server/parse/flows.js';

function written(text: string, fileName: string): string {
  const made = newFlow(text, fileName);
  return made.ok ? applied(text, made.replacements) : `refused: ${made.reason}`;
}

test.each([
  [
    '',
    'flow.ts',
    "import { Flow, step } from 'stepwell';\n\nexport class NewFlow extends Flow {\n  @step() start() {}\n}\n",
  ],
  [
    '',
    'train.flow.ts',
    "import { Flow, step } from 'stepwell';\n\nexport class TrainFlow extends Flow {\n  @step() start() {}\n}\n",
  ],
  [
    '',
    'Untitled-1',
    "import { Flow, step } from 'stepwell';\n\nexport class NewFlow extends Flow {\n  @step() start() {}\n}\n",
  ],
  [
    'import { x } from "./x"\n\nconst TrainFlow = x\n',
    '/a/train.ts',
    'import { Flow, step } from "stepwell"\nimport { x } from "./x"\n\nconst TrainFlow = x\n\nexport class TrainFlow2 extends Flow {\n  @step() start() {}\n}\n',
  ],
  [
    "import { Flow, step as marked } from 'stepwell';\r\nexport class A extends Flow {\r\n\t@marked() start() {}\r\n}",
    'my-daily_report.flow.ts',
    "import { Flow, step as marked } from 'stepwell';\r\nexport class A extends Flow {\r\n\t@marked() start() {}\r\n}\r\n\r\nexport class MyDailyReportFlow extends Flow {\r\n\t@marked() start() {}\r\n}\r\n",
  ],
  [
    'class {',
    'a.ts',
    'refused: The source has a syntax error, which must be mended first: Identifier expected.',
  ],
])('%j in %s', (text, fileName, expected) => {
  const after = written(text, fileName);
  if (expected.startsWith('refused')) expect(after).toMatch(/^refused: The source has a syntax error/);
  else {
    expect(after).toBe(expected);
    const flows = parseFlows(after, fileName).flows.at(-1);
    expect(flows?.steps.map(({ name }) => name)).toEqual(['start']);
    expect(parseFlows(after, fileName).problems).toEqual([]);
  }
});
