import { writeFileSync } from 'node:fs';

/** Loaded before a program (`node --import`): notes the most memory that its process took, in kilobytes, under its process number. */
process.on('exit', () => {
  writeFileSync(`${process.env.STEPWELL_BENCH_PEAK}.${process.pid}`, String(process.resourceUsage().maxRSS));
});
