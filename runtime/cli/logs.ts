import { setTimeout as wait } from 'node:timers/promises';
import type { LogLine } from '../model/event.js';
import { Refusal } from '../model/refusal.js';
import { OutputReader, RunReader } from '../store/run-reader.js';
import { findNamed, requireRun, requireTask } from '../store/runs.js';
import { type Command, exit, storeOption, terms } from './command.js';
import { findLines } from './find-lines.js';
import { LiveRegion } from './live-region.js';
import { outputText } from './output-text.js';
import { clockText, paint } from './paint.js';
import { requireStore } from './stores.js';
import { drained, jsonText, print } from './terminal.js';

/** About so many characters are printed with one call to the system. */
const pageSize = 16 * 1024;
/** So many lines that have no end yet are shown at once while they are followed: the newest. */
const mostOpen = 10;

export const logs: Command = {
  usage: '[RUN[/STEP[/TASK]]]',
  most: 1,
  summary: 'what the tasks of a run printed, in the order they did',
  terms: [[terms.run[0], `${terms.run[1]}; without it latest`], terms.step, terms.task],
  about: [
    'Each line has its local time, its task, and the text; what went to standard error is red. On a terminal, control sequences other than colours are left out; a file gets them as they were.',
  ],
  options: [
    { name: 'follow', letter: 'f', what: 'go on until the run ends' },
    { name: 'grep', value: 'TEXT', what: 'only lines that contain TEXT, in capitals or not' },
    {
      name: 'find',
      value: 'WORDS',
      what: 'lines of all runs that have all of these words, newest run first; dat* stands for every word that begins so',
    },
    { name: 'limit', value: 'N', what: 'with --find: at most N lines (default: 200)' },
    {
      name: 'json',
      what: 'one object a line: { at, stream, step, task, attempt, text }; with --find also run',
    },
    storeOption,
  ],
  examples: [
    ['stepwell logs latest/train/4', 'of one task'],
    ['stepwell logs TrainFlow/latest --follow --grep loss', 'of a run that is under way, in part'],
    ['stepwell logs --find deprecat*', 'which runs ever printed such a word'],
  ],
  related: ['status', 'get'],
  async run(line) {
    const store = requireStore(line);
    const words = line.value('find');
    if (words !== null) return findLines(line, store, words);
    if (line.value('limit') !== null) throw line.refusal('--limit goes with --find.');
    const follow = line.flag('follow');
    const json = line.flag('json');
    const grep = line.value('grep')?.toLowerCase();
    const named = findNamed(store, line.positionals[0] ?? 'latest');
    const run = requireRun(store, named.run);
    // A live run may not have reached the step yet.
    if (named.step !== null && !(follow && run.status === 'running'))
      requireTask(run, named.step, named.task ?? firstTask(run.steps.get(named.step)));
    const wanted = (said: LogLine) =>
      (named.step === null || said.step === named.step) &&
      (named.task === null || said.task === named.task) &&
      (grep === undefined || said.text.toLowerCase().includes(grep));
    const oneTask = named.task !== null;
    const output = new OutputReader(store, named.run);
    const reader = new RunReader(store, named.run);
    const region = new LiveRegion();
    const shown = (said: LogLine) => (json ? jsonText(said) : text(said, oneTask));
    for (let open = 0, isDrawn = true; ; ) {
      reader.refresh();
      const { over } = reader;
      let page = '';
      for (const said of output.read()) {
        if (!wanted(said)) continue;
        page += `${shown(said)}\n`;
        if (isDrawn) region.clear();
        isDrawn = false;
        if (page.length < pageSize) continue;
        print(page);
        page = '';
        await drained();
      }
      print(page);
      if (output.fault !== null)
        throw new Refusal('damaged', `the output of ${named.run} can't be read: ${output.fault}`);
      const isLast = !follow || over;
      if (isLast || !isDrawn || output.openChanges !== open) {
        region.clear();
        const lines = output.open.filter(wanted).map(shown);
        if (isLast) print(lines.map(line => `${line}\n`).join(''));
        else if (!json) region.draw(lines.slice(-mostOpen));
        open = output.openChanges;
        isDrawn = true;
      }
      if (isLast) return exit.ok;
      await wait(50);
    }
  },
};

function firstTask(step: { tasks: ReadonlyMap<string, unknown> } | undefined): string | null {
  return step?.tasks.keys().next().value ?? null;
}

function text(line: LogLine, oneTask: boolean): string {
  const name = oneTask ? '' : `${paint('cyan', `${line.step}/${line.task}`)} ${paint('gray', '│')} `;
  return `${paint('gray', clockText(line.at))} ${name}${outputText(line)}`;
}
