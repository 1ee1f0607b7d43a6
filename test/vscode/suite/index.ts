import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/**
 * VS Code calls this in its extension host. What came of it goes into a file beside the bundle, because what a desktop
 * build prints is mixed with its own lines.
 */
export async function run(): Promise<void> {
  // The mark tells lines of ours from what the workbench says.
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) =>
    console.log(format(...args).replaceAll(/^/gm, '│ '));
  const mocha = new Mocha({
    ui: 'tdd',
    timeout: 20_000,
    color: false,
    retries: process.env.CI ? 1 : 0,
    // By hand: those whose names hold this.
    ...(process.env.STEPWELL_TEST === undefined ? {} : { grep: process.env.STEPWELL_TEST }),
  });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  require('suites');
  type Complaint = { title: string; message: string };
  const failures: Complaint[] = [];
  const unsteady = new Map<string, Complaint>();
  await new Promise<number>(resolve => {
    const runner = mocha.run(resolve);
    const complaint = (test: Mocha.Runnable, error: Error) => ({
      title: test.titlePath().join(' › '),
      message: error.stack ?? error.message,
    });
    runner.on('retry', (test, error) => unsteady.set(test.fullTitle(), complaint(test, error)));
    runner.on('fail', (test, error: Error) => {
      unsteady.delete(test.fullTitle());
      failures.push(complaint(test, error));
    });
    runner.once('end', () => {
      const { passes = 0 } = runner.stats ?? {};
      writeFileSync(
        path.join(__dirname, 'result.json'),
        JSON.stringify({ passes, failures, unsteady: [...unsteady.values()] }),
      );
    });
  });
  if (failures.length > 0) throw new Error(`${failures.length} failed.`);
}
