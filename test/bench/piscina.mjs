import { Piscina } from 'piscina';

/** The same work in a bare thread pool: `node piscina.mjs COUNT` prints the milliseconds a task. */
const count = Number(process.argv[2]);
const pool = new Piscina({ filename: new URL('./piscina-task.mjs', import.meta.url).href });
await Promise.all([pool.run(0), pool.run(0)]);
const started = performance.now();
const doubled = await Promise.all(Array.from({ length: count }, (_, i) => pool.run(i)));
const spent = performance.now() - started;
const sum = doubled.reduce((a, b) => a + b, 0);
if (sum !== count * (count - 1)) throw new Error(`the sum is ${sum}`);
console.log(spent / count);
await pool.destroy();
