import { oneLine, severalLines, withoutMarks } from '../../runtime/model/plain-text.js';

/**
 * Text in hovers, which editors draw as Markdown. Sources and runs may be a stranger's: nothing of theirs becomes a link, a
 * picture or HTML, for a picture is fetched as soon as it is drawn.
 */

/** As it reads, on one line. */
export function textMarkdown(text: string): string {
  return withoutAddresses(
    withoutMarks(oneLine(text, mostText)).replace(/[\\`*_[\]<>~&@!|#{}]/g, '\\$&'),
  ).replace(/^(\d*)([-+=.)])/, '$1\\$2');
}

/** As code on one line, whatever backticks are in it. */
export function codeMarkdown(text: string): string {
  const shown = oneLine(text, mostText);
  if (shown === '') return '';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = longest > 0 ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** A comment of the source: its lists, emphasis and code are drawn as they are meant. */
export function docMarkdown(doc: string): string {
  const text = severalLines(doc, mostDoc);
  let drawn = '';
  let last = 0;
  for (const { 0: whole, 2: code = '', index } of text.matchAll(/(?<!`)(`+)(?!`)([^`]+)\1(?!`)/g)) {
    drawn += prose(text.slice(last, index)) + (code.includes('\n') ? block(code) : codeMarkdown(code));
    last = index + whole.length;
  }
  return drawn + prose(text.slice(last));
}

const mostText = 1_000;
const mostDoc = 10_000;

function prose(text: string): string {
  return withoutAddresses(withoutMarks(text).replace(/[\\`[\]<&@!]/g, '\\$&'));
}

/** What is in it holds no backtick, and so can't end it. */
function block(code: string): string {
  const [language = '', ...lines] = code.split('\n');
  const isNamed = /^\w*$/.test(language);
  return `\n\`\`\`${isNamed ? language : ''}\n${(isNamed ? lines : [language, ...lines]).join('\n').trimEnd()}\n\`\`\`\n`;
}

/** Addresses become links by themselves. */
function withoutAddresses(text: string): string {
  return text.replace(/:(?=\/\/)/g, '\\:').replace(/\bwww(?=\.)/gi, '$&\\');
}
