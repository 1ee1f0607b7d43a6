/** What a page of the documentation shows. */
export interface Examples {
  /** Fences with a title, by that name. */
  readonly files: Readonly<Record<string, string>>;
  /** Lines of `console` fences that begin with `$`, in order, and what is printed under each. */
  readonly commands: readonly { readonly line: string; readonly expected: string }[];
}

const fence = /^```(\w+)(?: title=(\S+))?\n([\s\S]*?)^```$/gm;

export function examplesIn(page: string): Examples {
  const files: Record<string, string> = {};
  const commands: { line: string; expected: string }[] = [];
  for (const [, language, title, text = ''] of page.matchAll(fence)) {
    if (title !== undefined) files[title] = text;
    if (language !== 'console') continue;
    for (const part of text.split(/^\$ /m).slice(1)) {
      const end = part.indexOf('\n');
      commands.push({ line: part.slice(0, end), expected: part.slice(end + 1).trim() });
    }
  }
  return { files, commands };
}

/** `…` stands for any text within a line, and on a line of its own for any lines. */
export function matches(expected: string, said: string): boolean {
  const lines = expected.split('\n').map(line => {
    if (line.trim() === '…') return '(?:.*\n)*?';
    const text = line
      .trimEnd()
      .split('…')
      .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return `${text.join('.*')}[ ]*\n`;
  });
  return new RegExp(`^\\s*${lines.join('')}\\s*$`).test(`${said.trim()}\n`);
}
