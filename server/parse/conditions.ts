/** What an arm stands under. */
export type Condition =
  | { readonly kind: 'is'; readonly part: Part }
  /** None of these came about, nor any of those before. */
  | { readonly kind: 'none'; readonly of: readonly Passed[]; readonly before: None | null };

export type None = Extract<Condition, { readonly kind: 'none' }>;

interface Part {
  /** `word`: no expression, but how it stands in the code, as `try` or `default`. */
  readonly kind: 'plain' | 'not' | 'word';
  readonly text: string;
}

/** A way that was not taken, or control would not have come here. */
export interface Passed {
  /** What it stands under: put into words only where an arm behind it has to be told from it. */
  readonly conditions: readonly Condition[];
  /** It leads on to a step, so that the graph shows what the others are the rest of. */
  readonly goesOn: boolean;
}

export function is(text: string): Condition {
  return { kind: 'is', part: { kind: 'plain', text } };
}

export function word(text: string): Condition {
  return { kind: 'is', part: { kind: 'word', text } };
}

/** @param goesOn whether what is under the conditions leads on to a step */
export function passed(conditions: readonly Condition[], goesOn: boolean): Passed {
  return { conditions, goesOn };
}

/** How it reads that a way was not taken; null where that can't be said in few words. */
function notOf({ conditions, goesOn }: Passed): Part | null {
  const parts = partsOf(conditions);
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return opposite(only);
  // The graph shows what goes on; of what does not, more has to be said.
  const isSayable =
    parts.length > 0 && parts.every(({ kind }) => kind === 'plain' || (kind === 'not' && !goesOn));
  return isSayable ? { kind: 'not', text: joined(parts) } : null;
}

function opposite({ kind, text }: Part): Part | null {
  switch (kind) {
    case 'plain':
      return { kind: 'not', text };
    case 'not':
      return { kind: 'plain', text };
    case 'word': {
      const other = text === 'try' ? 'catch' : text === 'catch' ? 'try' : null;
      return other === null ? null : { kind, text: other };
    }
  }
}

/**
 * One label for nested conditions. That none of some others came about is left out when a condition follows, so that the arms of
 * `if … else if … else` read `a`, `b`, `else`. `else` stands alone, and only where the graph shows what it is the other of.
 */
export function conditionLabel(conditions: readonly Condition[]): string | null {
  const parts = partsOf(conditions);
  if (parts.length > 0) return joined(parts);
  return conditions.length > 0 ? 'else' : null;
}

/** What is to be said of conditions; nothing where `else` says it. */
function partsOf(conditions: readonly Condition[]): Part[] {
  const parts = conditions.flatMap(one => (one.kind === 'is' ? one.part : []));
  const last = conditions.findLastIndex(({ kind }) => kind === 'is');
  const rest = conditions.slice(last + 1).flatMap(one => (one.kind === 'none' ? allOf(one) : []));
  if (parts.length === 0 && rest.every(({ goesOn }) => goesOn)) return parts;
  const nots = new Map(
    rest.flatMap(one => {
      const not = notOf(one);
      return not ? [[written(not), not] as const] : [];
    }),
  );
  return [...parts, ...nots.values()];
}

function allOf(none: None): Passed[] {
  const all: Passed[] = [];
  for (let at: None | null = none; at; at = at.before) all.push(...at.of.toReversed());
  return all.reverse();
}

function joined(parts: readonly Part[]): string {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return written(only);
  return parts.map(part => (part.kind === 'plain' ? inConjunction(part.text) : written(part))).join(' && ');
}

function written({ kind, text }: Part): string {
  return kind === 'not' ? `!(${text})` : text;
}

/** Parentheses where `&&` would bind more tightly than what is inside. */
function inConjunction(condition: string): string {
  return /\|\||\?/.test(condition) ? `(${condition})` : condition;
}
