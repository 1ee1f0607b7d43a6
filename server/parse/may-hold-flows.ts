/**
 * Whether a text is worth parsing: it names the package, or has a class that may get from another file what makes it a flow. Costs
 * little, for it is asked of every file of a workspace.
 */
export function mayHoldFlows(text: string): boolean {
  if (text.includes('stepwell')) return true;
  if (!text.includes('extends')) return false;
  return (/^[ \t]*@\w/m.test(text) && /\bfrom\s*['"]|\brequire\s*\(/.test(text)) || extendsAnImport(text);
}

/** `class Nightly extends Base` after `import { Base } from …`. */
function extendsAnImport(text: string): boolean {
  const bases = new Set<string>();
  for (const { before, name } of found(text, /\bextends\s+([\w$]+)/g, 200)) {
    const [rest] = behind(before, 'class');
    if (rest !== undefined && !/[{}()]/.test(rest)) bases.add(name);
  }
  if (bases.size === 0) return false;
  for (const { before } of found(text, /\bfrom\s*['"]/g, 2_000)) {
    const [names = ''] = behind(before, 'import');
    if (!/['"]/.test(names) && (names.match(/[\w$]+/g) ?? []).some(name => bases.has(name))) return true;
  }
  return false;
}

/**
 * Every place of a pattern with what stands before it, as far as the last one and no further than so many characters. A pattern that
 * looked ahead from each `import` instead would read the same text over and over.
 */
function* found(text: string, pattern: RegExp, most: number): Generator<{ before: string; name: string }> {
  let last = 0;
  for (const { 0: whole, 1: name = '', index } of text.matchAll(pattern)) {
    yield { before: text.slice(Math.max(last, index - most), index), name };
    last = index + whole.length;
  }
}

/** What stands behind the last time that a text says a word; nothing when it does not. */
function behind(text: string, word: string): [string] | [] {
  const at = text.lastIndexOf(word);
  const rest = text.slice(at + word.length);
  return at < 0 || /[\w$]$/.test(text.slice(0, at)) || /^[\w$]/.test(rest) ? [] : [rest];
}
