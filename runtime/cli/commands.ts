import type { Command } from './command.js';

/** Every command, loaded only when it is asked for. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.js')).run,
  resume: async () => (await import('./resume.js')).resume,
  step: async () => (await import('./step.js')).step,
  check: async () => (await import('./check.js')).check,
  show: async () => (await import('./show.js')).show,
  graph: async () => (await import('./graph.js')).graph,
  runs: async () => (await import('./runs.js')).runs,
  status: async () => (await import('./status.js')).status,
  logs: async () => (await import('./logs.js')).logs,
  get: async () => (await import('./get.js')).get,
  diff: async () => (await import('./diff.js')).diff,
  tag: async () => (await import('./tag.js')).tag,
  rm: async () => (await import('./rm.js')).rm,
  gc: async () => (await import('./gc.js')).gc,
  reindex: async () => (await import('./reindex.js')).reindex,
  lsp: async () => (await import('./lsp.js')).lsp,
};

/** For the package's own use. */
export const hidden: Readonly<Record<string, () => Promise<Command>>> = {
  describe: async () => (await import('./describe.js')).describeFile,
};
