import { Index } from '../store/index-db.js';
import type { FoundLine } from '../store/index-lines.js';
import { countFrom } from './arguments.js';
import { exit } from './command.js';
import type { CommandLine } from './line.js';
import { outputText } from './output-text.js';
import { paint } from './paint.js';
import { jsonText, print } from './terminal.js';

/** `stepwell logs --find WORDS`: lines of all runs, by the index. @throws Refusal when there is also a word of one run */
export function findLines(line: CommandLine, store: string, words: string): number {
  if (line.positionals.length > 0 || line.flag('follow') || line.value('grep') !== null) {
    throw line.refusal('--find looks through all runs: leave RUN, --follow and --grep out, or --find.');
  }
  if (!/[\p{L}\p{N}]/u.test(words)) throw line.refusal(`--find is ${JSON.stringify(words)}: write a word.`);
  const limit = countFrom(line, 'limit', 200);
  const index = new Index(store);
  const found = index.search(words, limit);
  index.close();
  const json = line.flag('json');
  for (const one of found) print(`${json ? jsonText(one) : text(one)}\n`);
  if (found.length === 0 && !json) print('no such lines\n');
  return exit.ok;
}

function text(line: FoundLine): string {
  return `${paint('gray', line.run)} ${paint('cyan', `${line.step}/${line.task}`)} ${paint('gray', '│')} ${outputText(line)}`;
}
