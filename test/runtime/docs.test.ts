import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examplesIn, matches } from './docsExamples.js';
import { Project } from './project.js';

/** What the documentation shows is what happens: its files are written, its commands run, its output compared. */
const root = resolve(import.meta.dirname, '../..');
const pages = ['README.md', ...readdirSync(join(root, 'docs')).map(name => `docs/${name}`)];
const cli = join(root, 'runtime/bin/stepwell.js');

describe.each(pages.filter(name => name.endsWith('.md')))('%s', page => {
  const { files, commands } = examplesIn(readFileSync(join(root, page), 'utf8'));
  let project: Project;

  beforeAll(() => {
    project = new Project(files);
    project.install();
  });
  afterAll(() => project.remove());

  test('its examples do what it says', { timeout: 120_000 }, async () => {
    for (const { line, expected } of commands) {
      const said = await shell(project, line);
      expect(matches(expected, said), `$ ${line}\n${said}\n--- the page says:\n${expected}`).toBe(true);
    }
  });
});

/** What a command prints, as a reader of the page sees it: both streams, and an exit code that is not 0. */
async function shell(project: Project, line: string): Promise<string> {
  const [program = '', ...args] = line.split(' ');
  const script = program === 'stepwell' ? [cli] : [];
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;
  const { code, out, err } = await project.spawn([...script, ...args], { PATH: path, FORCE_COLOR: '0' })
    .ended;
  return `${out}${err}${code === 0 ? '' : `[exit ${code}]\n`}`;
}
