import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { inTurn, median, wallTime } from './measure.mjs';
import { ms, ratio } from './row.mjs';
import { inWorkshop } from './workshop.mjs';

const count = 62_500_000;
const megabytes = (count * 8) / 1_000_000;

/**
 * What an artifact of 500 MB costs: made by one step, passed by a second, read by a third.
 *
 * @returns {import('./row.mjs').Row[]}
 */
export function largeRows() {
  return inWorkshop(({ store, folder, env, cli }) => {
    let written = 0;
    let passing = 0;
    /** @param {readonly string[]} args */
    const run = args => wallTime(process.execPath, args, { cwd: folder, env });
    const register = ['--import', 'stepwell/register'];
    const { kept, empty, bare } = inTurn(3, {
      kept: () => {
        rmSync(store, { recursive: true, force: true });
        const { spent, output } = run([cli, 'run', 'large.flow.ts', '--count', String(count)]);
        written = bytesUnder(path.join(store, 'objects')) / 1_000_000;
        passing = Number(/ (\d+)$/m.exec(output)?.[1]) / 1_000_000;
        return spent;
      },
      empty: () => run([cli, 'run', 'large.flow.ts', '--count', '0']).spent,
      bare: () => run([...register, 'large-bare.ts', String(count)]).spent,
    });
    const share = median(kept) - median(empty);
    return [
      {
        what: `${megabytes} MB array through three steps, whole`,
        value: megabytes / (share / 1000),
        unit: 'MB/s',
        limit: { atLeast: 200 },
        beside: `made, stored, loaded, summed: ${ms(share)} more than an empty one`,
      },
      {
        what: 'the same beside doing it by hand',
        value: ratio(kept, bare),
        unit: '× as long',
        limit: null,
        beside: `made, written to a file, read, summed in one process: ${ms(median(bare))}`,
      },
      {
        what: 'what is written for it',
        value: written,
        unit: 'MB',
        limit: { atMost: megabytes + 1 },
        beside: 'once, whatever number of steps pass it on',
      },
      {
        what: 'what a step that does not read it loads',
        value: passing,
        unit: 'MB',
        limit: { atMost: 20 },
        beside: 'array buffers of its process',
      },
    ];
  });
}

/** @param {string} folder */
function bytesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}
