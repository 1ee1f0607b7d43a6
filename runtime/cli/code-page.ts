import { structuredPatch } from 'diff';
import type { Run } from '../model/run.js';
import { visible } from '../model/visible-text.js';
import { codeOf, type RunCode, SourceTexts, type StoredSource } from '../store/code.js';
import type { CodeDifference } from '../store/compare.js';
import type { Objects } from '../store/objects.js';
import { columns, paint } from './paint.js';

/** What a run ran, on what: versions and sources. */
export function codePage(objects: Objects, run: Run, code: RunCode): string {
  const git = run.git && `${run.git.commit.slice(0, 12)}${run.git.dirty ? ', changed since' : ''}`;
  const texts = new SourceTexts(objects);
  const rows = [
    ['code', run.code.hash.slice(0, 12)],
    ['git', git ?? '–'],
    ['node', visible(run.process.node)],
    ...code.packages.map(({ name, version }, i) => [
      i === 0 ? 'packages' : '',
      visible(name),
      visible(version ?? '–'),
    ]),
    ...code.sources.map((source, i) => [
      i === 0 ? 'sources' : '',
      visible(source.path),
      sizeText(texts, source),
    ]),
  ];
  return columns(rows.map(([name = '', ...cells]) => [paint('gray', name), ...cells]));
}

function sizeText(texts: SourceTexts, source: StoredSource): string {
  try {
    const lines = texts.of(source).split('\n').length;
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
  const until = performance.now() + patience;
  const texts = new SourceTexts(objects);
  const [before, after] = runs.map(run => textsOf(texts, run, new Set(files)));
  return [
    ...Object.entries(packages).map(
      ([name, [left, right]]) =>
        `${visible(name)}  ${paint('red', visible(left ?? 'none'))} → ${paint('green', visible(right ?? 'none'))}`,
    ),
    ...(steps.length > 0 ? [`steps: ${steps.join(', ')}`] : []),
    ...files.flatMap(file => patchLines(file, before?.get(file) ?? '', after?.get(file) ?? '', until)),
  ];
}

function textsOf(texts: SourceTexts, run: Run, wanted: ReadonlySet<string>): Map<string, string> {
  const sources = codeOf(texts.objects, run)?.sources.filter(({ path }) => wanted.has(path)) ?? [];
  return new Map(
    sources.flatMap(source => {
      try {
        return [[source.path, texts.of(source)] as const];
      } catch {
        return [];
      }
    }),
  );
}

/** Comparing two texts that have nothing in common takes as long as the one is long times the other; of all together, in milliseconds. */
const patience = 1_000;

/** A line of a source may look like another than it is. */
function seen(line: string): string {
  return line
    .split('\t')
    .map(part => visible(part))
    .join('\t');
}

function patchLines(file: string, before: string, after: string, until: number): string[] {
  const patch = structuredPatch(file, file, before, after, '', '', {
    context: 2,
    timeout: Math.max(1, until - performance.now()),
  });
  const title = paint('bold', visible(file));
  if (patch === undefined) return [title, 'differs too much to be shown line by line'];
  return [
    title,
    ...patch.hunks.flatMap(({ oldStart, newStart, lines }) => [
      paint('cyan', `@@ line ${oldStart} → line ${newStart} @@`),
      ...lines
        .map(seen)
        .map(line =>
          line.startsWith('+') ? paint('green', line) : line.startsWith('-') ? paint('red', line) : line,
        ),
    ]),
  ];
}
