/** A source with one flow `F`; each line is a step without its decorator: `a(i: Inputs<this>) { … }`. */
export function flowText(...steps: readonly string[]): string {
  const methods = steps.map(step => `  @step() ${step}\n`).join('\n');
  return `import { Flow, parameter, step, type Inputs } from 'stepwell';\n\nexport class F extends Flow {\n${methods}}\n`;
}
