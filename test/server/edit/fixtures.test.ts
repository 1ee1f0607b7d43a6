/**
 * What each kind of edit does to a text, one fixture a case: its first line is the edit, the rest the text. What comes out stands
 * beside it (`vitest -u` writes it: read what it wrote). Each is made in other writings of the same text too.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { editFrom, type GraphEdit } from '../../../runtime/model/edit.js';
import { editFlow } from '../../../server/edit/edit.js';
import { Typed } from '../fixes/typed.js';

const folder = path.join(import.meta.dirname, 'fixtures');
const inputs = globSync('*/*.txt', { cwd: folder })
  .filter(name => !name.endsWith('.after.txt'))
  .toSorted();
const typed = { '.ts': new Typed(false), '.js': new Typed(false, '.js') };

type Extension = keyof typeof typed;

function made(text: string, edit: GraphEdit, extension: Extension): string {
  const edited = editFlow(text, `f.flow${extension}`, 'F', edit);
  if (!edited.ok) return `refused: ${edited.reason}\n`;
  const { clipboard } = edited;
  // What is copied stands behind the text that it was copied from.
  return clipboard === null ? edited.text : `${edited.text}${onClipboard}${clipboard}`;
}

const onClipboard = '// ---- on the clipboard\n';

/** The same text as somebody else would have written it. */
const writings: Readonly<Record<string, (text: string) => string>> = {
  'Windows line ends': text => text.replaceAll('\n', '\r\n'),
  tabs: text => text.replaceAll('  ', '\t'),
  'behind a mark, another flow and an emoji': text =>
    text.startsWith('refused') ? text : `\uFEFF// 🐧\nexport class Other {}\n${text}`,
};

describe.each(inputs)('%s', name => {
  const [line = '', ...rest] = readFileSync(path.join(folder, name), 'utf8').split('\n');
  const text = rest.join('\n');
  const edit = editFrom(JSON.parse(line))!;
  // One of JavaScript is called so: `first.js.txt`.
  const extension = name.endsWith('.js.txt') ? '.js' : '.ts';
  const after = made(text, edit, extension);

  test('gives the text beside it', async () => {
    expect(edit).not.toBeNull();
    await expect(after).toMatchFileSnapshot(path.join(folder, name.replace('.txt', '.after.txt')));
  });

  test('gives the same in other writings', () => {
    // A copy is a text of its own.
    const expected = (rewritten: (text: string) => string): string => {
      const [own = '', copy] = after.split(onClipboard);
      const line = onClipboard.trimEnd();
      return copy === undefined
        ? rewritten(own)
        : `${rewritten(own)}${line}\n${rewritten(copy).replace(/^[\s\S]*export class Other \{\}\n/, '')}`;
    };
    for (const [writing, rewritten] of Object.entries(writings)) {
      expect({ writing, text: made(rewritten(text), edit, extension) }).toEqual({
        writing,
        text: after.startsWith('refused') ? expect.stringMatching(/^refused/) : expected(rewritten),
      });
    }
  });

  test('TypeScript finds nothing new', () => {
    if (after.startsWith('refused')) return;
    const before = typed[extension].findings(text);
    const [changed = ''] = after.split(onClipboard);
    expect(typed[extension].findings(changed).filter(finding => !before.includes(finding))).toEqual([]);
  });
});

test('each kind has fixtures, among them one that is refused', () => {
  const kinds = new Set(inputs.map(name => path.dirname(name)));
  for (const kind of kinds) {
    const outcomes = globSync(`${kind}/*.after.txt`, { cwd: folder }).map(name =>
      readFileSync(path.join(folder, name), 'utf8').startsWith('refused: '),
    );
    expect({ kind, refused: outcomes.includes(true), made: outcomes.includes(false) }).toEqual({
      kind,
      refused: true,
      made: true,
    });
  }
  for (const name of globSync('*/*.after.txt', { cwd: folder }))
    expect({ name, input: existsSync(path.join(folder, name.replace('.after.txt', '.txt'))) }).toEqual({
      name,
      input: true,
    });
});
