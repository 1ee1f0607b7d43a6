import type { BuildOptions, Loader } from 'esbuild';

/** A source that people wrote here: TypeScript or JavaScript that is no installed package's. */
export function isOwnSource(file: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(file) && !/[\\/]node_modules[\\/]/.test(file);
}

/** How a source is parsed, by the end of its name. */
export function loaderOf(file: string): Loader {
  const [, kind = 'ts', x = ''] = /\.[cm]?([jt]s)(x?)$/.exec(file) ?? [];
  return `${kind}${x}` as Loader;
}

/**
 * How one source is made into JavaScript that Node can run: types gone, decorators lowered as its tsconfig says, which esbuild
 * looks for only when it is told of a file.
 */
export function loweringOf(file: string) {
  return {
    entryPoints: [file],
    // Beside the source, so that the source map names it without a folder.
    outfile: `${file}.js`,
    bundle: false,
    write: false,
    target: 'node22',
    keepNames: true,
    logLevel: 'silent',
  } as const satisfies BuildOptions;
}
