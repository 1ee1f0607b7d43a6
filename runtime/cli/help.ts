import { type Command, exit, type Option } from './command.js';
import { paint } from './paint.js';
import { pageWidth, widthOf, wrapped } from './terminal.js';

const helpOption: Option = { name: 'help', letter: 'h', what: 'this text' };

/** The exit codes of a command that has no others of its own. */
const usualExits = [
  [exit.ok, 'done'],
  [exit.failed, 'what is stored is damaged or can not be written'],
  [exit.usage, 'wrong usage, or there is nothing of that name'],
] as const;

/** Everything that `stepwell COMMAND --help` says. */
export function helpText(name: string, command: Command, width = pageWidth()): string {
  const { summary, about, options, terms, examples, related, exits = usualExits } = command;
  const given = command.takesParameters ? ' [--PARAM VALUE]…' : '';
  const parts = [
    `${paint('bold', `stepwell ${name}`)} ${`${command.usage}${given} [OPTION]…`.trim()}`,
    sentence(summary),
    list(terms, width),
    ...about.map(paragraph => wrapped(paragraph, width).join('\n')),
    section('Options', list([...options, helpOption].map(optionRow), width)),
    section(
      'Exit code',
      list(
        exits.map(([code, meaning]) => [String(code), meaning]),
        width,
      ),
    ),
    section('Examples', examples.map(([line, what]) => `  ${line}\n      ${paint('gray', what)}`).join('\n')),
    section('See also', `  ${related.map(other => `stepwell ${other}`).join(', ')}`),
  ];
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

function optionRow({ name, letter, value, many, what }: Option): readonly [string, string] {
  const short = letter === undefined ? '    ' : `-${letter}, `;
  const term = `${short}--${name}${value === undefined ? '' : ` ${value}`}`;
  return [term, many ? `${what}; may be given several times` : what];
}

function section(title: string, body: string): string {
  return `${paint('bold', title)}\n${body}`;
}

/** Terms with their meanings beside them, wrapped where a line has no room. */
export function list(rows: readonly (readonly [string, string])[], width: number): string {
  const margin = Math.max(0, ...rows.map(([term]) => widthOf(term))) + 4;
  const room = Math.max(24, width - margin);
  return rows
    .map(([term, meaning]) => {
      const [first = '', ...rest] = wrapped(meaning, room);
      const head = `  ${paint('cyan', term)}${' '.repeat(margin - 2 - widthOf(term))}${first}`.trimEnd();
      return [head, ...rest.map(line => ' '.repeat(margin) + line)].join('\n');
    })
    .join('\n');
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;
}

const groups: readonly (readonly [string, readonly string[]])[] = [
  ['Run', ['run', 'resume', 'step']],
  ['Look at a flow', ['check', 'show', 'graph']],
  ['Look at runs', ['runs', 'status', 'logs', 'get', 'diff']],
  ['Keep order', ['tag', 'rm', 'gc', 'reindex']],
  ['For editors', ['lsp']],
];

/** What `stepwell --help` says. */
export async function overview(commands: Readonly<Record<string, () => Promise<Command>>>): Promise<string> {
  const width = pageWidth();
  const longest = Math.max(...Object.keys(commands).map(name => name.length));
  const parts = [
    `${paint('bold', 'stepwell')} COMMAND …\n\nFlows as TypeScript classes: run them on this machine, and keep every run.`,
  ];
  for (const [title, names] of groups) {
    const rows: [string, string][] = [];
    for (const name of names) {
      const command = await commands[name]?.();
      if (command !== undefined) rows.push([name.padEnd(longest), command.summary]);
    }
    parts.push(section(title, list(rows, width)));
  }
  parts.push(
    'RUN is an id, the beginning of one, latest, or FLOW/latest.\nstepwell COMMAND --help says more; stepwell --version says which version this is.',
  );
  return `${parts.join('\n\n')}\n`;
}
