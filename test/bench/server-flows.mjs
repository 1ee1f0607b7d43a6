/**
 * Sources of flows of any size, as people write them: documented, with options, conditions, artifacts.
 *
 * @param {number} steps
 */
export function longFlow(steps) {
  const fields = Array.from(
    { length: Math.ceil(steps / 5) },
    (_, i) => `  /** Kept for later. */\n  rows${i}: number[] = [];\n`,
  );
  const methods = Array.from({ length: steps }, (_, i) => {
    const own = `this.rows${Math.floor(i / 5)}`;
    const before = `this.rows${Math.max(0, Math.floor(i / 5) - 1)}`;
    const next = i < steps - 1 ? `return this.next(this.step${i + 1});` : '';
    return `  /** Does the work number ${i}. */
  @step({ retry: 2, timeout: '5m' }) async step${i}() {
    const found = await load(${before}.map(row => row * 2), { at: ${i} });
    if (found.length > 1_000) console.warn(\`\${found.length} rows in step ${i}\`);
    for (const row of found) ${own}.push(row);
    ${next}
  }
`;
  });
  return `import { Flow, step, type Inputs } from 'stepwell';
import { load } from './load.js';

/** A long flow. */
export class LongFlow extends Flow {
${fields.join('')}
  @step() start() { return this.next(this.step0); }

${methods.join('\n')}}
`;
}

/**
 * So many splits with their joins, one behind the other.
 *
 * @param {number} count
 */
export function diamonds(count) {
  const parts = Array.from(
    { length: count },
    (_, i) => `  @step() open${i}() { this.x = ${i}; return this.next(this.a${i}, this.b${i}); }
  @step() a${i}() { this.y = this.x; return this.next(this.join${i}); }
  @step() b${i}() { return this.next(this.join${i}); }
  @step() join${i}(inputs: Inputs<this>) { this.y = inputs[0]!.y; ${i < count - 1 ? `return this.next(this.open${i + 1});` : ''} }
`,
  );
  return `import { Flow, step, type Inputs } from 'stepwell';
export class DiamondsFlow extends Flow {
  x = 0;
  y = 0;
  @step() start() { return this.next(this.open0); }
${parts.join('')}}
`;
}

/** Some 20 KB that have nothing to do with flows: what most files of a workspace are like. */
export function plainModule() {
  const parts = Array.from(
    { length: 40 },
    (_, i) => `/** What is known of a customer of kind ${i}. */
export interface Customer${i} {
  readonly id: string;
  /** Newest first. */
  readonly orders: readonly { readonly at: Date; readonly cents: number }[];
}

export async function load${i}(id: string, { signal }: { signal?: AbortSignal } = {}): Promise<Customer${i} | null> {
  const answer = await fetch(new URL(\`/customers/${i}/\${id}\`, base), signal ? { signal } : {});
  if (answer.status === 404) return null;
  const { orders } = (await answer.json()) as Customer${i};
  return { id, orders: orders.toSorted((a, b) => Number(b.at) - Number(a.at)) };
}
`,
  );
  return `import { base } from './config.js';\n\n${parts.join('\n')}`;
}
