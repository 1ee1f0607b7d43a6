/** A text that is looked for. */
export interface FindText {
  readonly text: string;
  /** Capitals count. */
  readonly isCase: boolean;
  /** Whole words alone. */
  readonly isWord: boolean;
}

/** What finds it, each time it is there. */
export function patternOf({ text, isCase, isWord }: FindText): RegExp {
  const literal = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const before = isWord && /^\w/.test(text) ? '(?<!\\w)' : '';
  const behind = isWord && /\w$/.test(text) ? '(?!\\w)' : '';
  return new RegExp(`${before}${literal}${behind}`, isCase ? 'g' : 'gi');
}
