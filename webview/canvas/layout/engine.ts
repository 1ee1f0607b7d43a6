/** The layout engine, in a worker of its own, started at once: it is ready, or nearly, when there is a flow to be laid out. */
import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js';

export type Arrange = (input: ElkNode) => Promise<ElkNode>;

/**
 * A webview may not start a worker from an extension's address, only from a blob: so its text is fetched first.
 * A failed start is forgotten, and the next call tries again.
 */
export function layoutEngine(workerAddress: string): Arrange {
  let started: Promise<InstanceType<typeof ELK>> | null = start(workerAddress);
  // Whoever needs it is told.
  started.catch(() => undefined);
  return async input => {
    started ??= start(workerAddress);
    try {
      const elk = await started;
      return await elk.layout(input);
    } catch (error) {
      started = null;
      throw error;
    }
  };
}

async function start(address: string): Promise<InstanceType<typeof ELK>> {
  const response = await fetch(address);
  if (!response.ok)
    throw new Error(`The layout engine could not be loaded: ${response.status} for ${address}.`);
  const url = URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
  return new ELK({ workerFactory: () => new Worker(url) });
}

/**
 * Runs one task at a time and keeps only the newest of those that wait: a layout that is asked for while
 * another is made, and is overtaken by a third, is never made. Overtaken ones resolve to null.
 */
export function newestOnly<In, Out>(work: (input: In) => Promise<Out>): (input: In) => Promise<Out | null> {
  let busy = false;
  let next: { input: In; settle: (out: Promise<Out> | null) => void } | null = null;

  return input =>
    new Promise<Out | null>(resolve => {
      next?.settle(null);
      next = { input, settle: resolve };
      if (!busy) void drain();
    });

  async function drain(): Promise<void> {
    busy = true;
    while (next) {
      const { input, settle } = next;
      next = null;
      const out = work(input);
      await out.catch(() => undefined);
      // Something newer came while this was made: nobody wants it any more.
      settle(next ? null : out);
    }
    busy = false;
  }
}
