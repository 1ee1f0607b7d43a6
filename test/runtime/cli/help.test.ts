import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../../runtime/cli/commands.js';
import { helpText, overview } from '../../../runtime/cli/help.js';
import { CommandLine } from '../../../runtime/cli/line.js';

const names = Object.keys(commands);
const page = readFileSync(join(resolve(import.meta.dirname, '../../..'), 'docs/command-line.md'), 'utf8');

describe.each(names)('stepwell %s', name => {
  const load = async () => {
    const command = await commands[name]!();
    const text = helpText(name, command, 100);
    const [, options = ''] = /\nOptions\n([\s\S]*?)\n\n/.exec(text) ?? [];
    return { command, text, options };
  };
  const terms = (options: string) =>
    [...options.matchAll(/^ +(?:-(\w), )?--([\w-]+)( [A-Z]+)? {2}/gm)].map(([, letter, long, value]) => ({
      letter,
      name: long ?? '',
      value: value?.trim(),
    }));

  test('takes every option that its help lists, and lists every one it takes', async () => {
    const { command, options } = await load();
    const listed = terms(options);
    expect(listed.map(option => option.name).sort()).toEqual(
      [...command.options.map(option => option.name), 'help'].sort(),
    );
    for (const { name: option, letter, value } of listed) {
      const written = value === undefined ? [] : ['x'];
      const strict = { ...command, takesParameters: false };
      expect(() => new CommandLine(name, strict, [`--${option}`, ...written])).not.toThrow();
      if (letter !== undefined)
        expect(() => new CommandLine(name, strict, [`-${letter}`, ...written])).not.toThrow();
    }
    expect(() => new CommandLine(name, { ...command, takesParameters: false }, ['--no-such'])).toThrow();
  });

  test('its help says what it does, its arguments, exit codes, examples and what else there is', async () => {
    const { command, text } = await load();
    expect(text).toContain(`stepwell ${name} ${command.usage}`.trim());
    for (const word of command.usage.match(/[A-Z]{3,}/g) ?? [])
      expect(text, word).toMatch(new RegExp(`^  ${word} +\\S`, 'm'));
    expect(text).toMatch(/\nExit code\n {2}0 .*(\n {2}\d+ .*)+\n/);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const [line] of command.examples) expect(line).toMatch(new RegExp(`^stepwell ${name}\\b`));
    expect(command.related.length).toBeGreaterThan(0);
    for (const other of command.related) expect(names).toContain(other);
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  });

  test('its examples are lines that it takes', async () => {
    const { command } = await load();
    for (const [line] of command.examples) {
      const [shown = ''] = line.split(' > ');
      expect(() => new CommandLine(name, command, shown.split(' ').slice(2)), line).not.toThrow();
    }
  });

  test('docs/command-line.md has a section for it with every option', async () => {
    const { command } = await load();
    const section = page.split(/^## /m).find(part => part.startsWith(`stepwell ${name}\n`));
    expect(section, `docs/command-line.md has no section "stepwell ${name}"`).toBeDefined();
    for (const option of command.options) {
      // Those that every command has are explained once, above.
      if (option.name === 'store') continue;
      expect(section, option.name).toContain(`--${option.name}`);
    }
  });
});

test('the overview lists every command', async () => {
  const text = await overview(commands);
  for (const name of names) expect(text).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
});
