/**
 * Options that the commands which run something have themselves. A parameter of such a name stands behind a lone `--`, where every option is a
 * parameter.
 */
export const runOptionNames: ReadonlySet<string> = new Set([
  'from',
  'help',
  'json',
  'parameters',
  'run-id-file',
  'store',
  'tag',
  'workers',
]);
