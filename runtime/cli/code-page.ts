import { structuredPatch } from 'diff';
import type { Run } from '../model/run.js';
import { codeOf, type RunCode, type StoredSource, sourceText } from '../store/code.js';
import type { CodeDifference } from '../store/compare.js';
import type { Objects } from '../store/objects.js';
import { columns, paint } from './paint.js';

/** What a run ran, on what: versions and sources. */
export function codePage(objects: Objects, run: Run, code: RunCode): string {
  const git = run.git && `${run.git.commit.slice(0, 12)}${run.git.dirty ? ', changed since' : ''}`;
  const rows = [
    ['code', run.code.hash.slice(0, 12)],
    ['git', git ?? '–'],
    ['node', run.process.node],
    ...code.packages.map(({ name, version }, i) => [i === 0 ? 'packages' : '', name, version ?? '–']),
    ...code.sources.map((source, i) => [i === 0 ? 'sources' : '', source.path, sizeText(objects, source)]),
  ];
  return columns(rows.map(([name = '', ...cells]) => [paint('gray', name), ...cells]));
}

function sizeText(objects: Objects, source: StoredSource): string {
  try {
    const lines = sourceText(objects, source).split('\n').length;
    return paint('gray', `${lines} lines`);
  } catch {
    return paint('red', 'no longer stored');
  }
}

/** How the code of two runs differs, line by line, as `diff -u` shows it. */
export function codeDifferenceLines(
  objects: Objects,
  runs: readonly [Run, Run],
  { steps, files, packages }: CodeDifference,
): string[] {
  const [before, after] = runs.map(run => textsOf(objects, run));
  return [
    ...Object.entries(packages).map(
      ([name, [left, right]]) =>
        `${name}  ${paint('red', left ?? 'none')} → ${paint('green', right ?? 'none')}`,
    ),
    ...(steps.length > 0 ? [`steps: ${steps.join(', ')}`] : []),
    ...files.flatMap(file => patchLines(file, before?.get(file) ?? '', after?.get(file) ?? '')),
  ];
}

function textsOf(objects: Objects, run: Run): Map<string, string> {
  const sources = codeOf(objects, run)?.sources ?? [];
  return new Map(
    sources.flatMap(source => {
      try {
        return [[source.path, sourceText(objects, source)] as const];
      } catch {
        return [];
      }
    }),
  );
}

function patchLines(file: string, before: string, after: string): string[] {
  const { hunks } = structuredPatch(file, file, before, after, '', '', { context: 2 });
  return [
    paint('bold', file),
    ...hunks.flatMap(({ oldStart, newStart, lines }) => [
      paint('cyan', `@@ line ${oldStart} → line ${newStart} @@`),
      ...lines.map(line =>
        line.startsWith('+') ? paint('green', line) : line.startsWith('-') ? paint('red', line) : line,
      ),
    ]),
  ];
}
