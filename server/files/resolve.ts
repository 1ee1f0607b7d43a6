/** What an import may have written for a file of another ending. */
const written: ReadonlyMap<string, readonly string[]> = new Map([
  ['.js', ['.ts', '.tsx', '.js', '.jsx']],
  ['.jsx', ['.tsx', '.jsx']],
  ['.mjs', ['.mts', '.mjs']],
  ['.cjs', ['.cts', '.cjs']],
]);
const endings = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

/** The files that a relative import may mean, likeliest first, given the path it was resolved to. */
export function candidates(path: string): string[] {
  const ending = /\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? '';
  const stem = path.slice(0, path.length - ending.length);
  return [
    ...(written.get(ending) ?? (ending === '' ? [] : [ending])).map(one => stem + one),
    ...endings.map(one => path + one),
    ...endings.map(one => `${path}/index${one}`),
  ];
}
