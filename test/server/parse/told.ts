import { parseFlows } from '../../../server/parse/flows.js';

/** A flow of these members; those that begin with a name and a parenthesis are steps. */
export function text(...members: string[]): string {
  const body = members.map(member => (/^(async )?\w+\(/.test(member) ? `@step() ${member}` : member));
  return `import { Flow, parameter, step, type Inputs } from 'stepwell';\n\nexport class F extends Flow {\n  ${body.join('\n  ')}\n}\n`;
}

/** `code @ the text it points at (step)`, one a problem. */
export function found(source: string): string[] {
  const { problems, lines } = parseFlows(source, 'f.ts');
  return problems.map(({ code, range, step }) => {
    const culprit = source.slice(lines.offset(range.start), lines.offset(range.end));
    return `${code} @ ${culprit} (${step})`;
  });
}

export const fanOut = 'start() { return this.foreach([1, 2], this.each); }';
export const split = 'start() { return this.next(this.a, this.b); }';
