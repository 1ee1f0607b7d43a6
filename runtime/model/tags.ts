import { Refusal } from './refusal.js';

/** Characters of one tag, and tags of one run: a list shows them in a row, and reads them all. */
export const longestTag = 1_000;
export const mostTags = 1_000;

/** @throws Refusal for what is no tag, or too many of them */
export function requireTags(tags: readonly string[], what = 'a tag'): void {
  if (tags.length > mostTags)
    throw new Refusal('usage', `a run has at most ${mostTags} tags, and here are ${tags.length}`);
  for (const tag of tags) {
    if (tag.trim() === '') throw new Refusal('usage', `${what}: a tag has at least one letter`);
    if (tag.length > longestTag)
      throw new Refusal(
        'usage',
        `${what}: a tag has at most ${longestTag} characters, and one has ${tag.length}`,
      );
  }
}
