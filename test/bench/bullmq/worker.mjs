import { Worker } from 'bullmq';

/** Says `ready` to its parent, then works until it is killed. */
const worker = new Worker(
  'bench',
  async job => {
    await job.log(String(job.data));
    return job.data * 2;
  },
  {
    connection: { host: '127.0.0.1', port: Number(process.argv[2]) },
    concurrency: 50,
  },
);
await worker.waitUntilReady();
process.send?.('ready');
